/**
 * Data verbs beside DVC's in one run: 20,000 files of 0 to 4 kB in 200 folders, and one file of 1 GiB; a folder as remote.
 *
 *     npm run --silent build && node bench/version/run.ts --dvc PATH [--rounds 3] [--folder DIR] [--small]
 *
 * Rounds alternate between the two, and the best of each counts; the caches of the system stay warm for both.
 */
import { execFileSync } from "node:child_process"
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { seededRandom } from "../../src/base/random.ts"

const { values } = parseArgs({
  options: {
    dvc: { type: "string" },
    rounds: { type: "string", default: "3" },
    folder: { type: "string", default: tmpdir() },
    small: { type: "boolean", default: false },
  },
})
const base = mkdtempSync(join(values.folder, "bench-version-"))
const built = join(import.meta.dirname, "../../dist/mlwright.js")
const tools = [
  { name: "mlwright", run: (args: readonly string[]) => [process.execPath, [built, ...args]] as const },
  ...(values.dvc === undefined
    ? []
    : [{ name: "dvc", run: (args: readonly string[]) => [values.dvc!, args] as const }]),
]
const best = new Map<string, number>()

try {
  const data = join(base, "data")
  makeFiles(data)
  for (let round = 0; round < Number(values.rounds); round++)
    for (const tool of tools) {
      manyFiles(tool, round, data)
      if (!values.small) oneFile(tool, round)
      console.log(`round ${round + 1} of ${tool.name}, load ${loadavg()[0]?.toFixed(1)}`)
    }
} finally {
  rmSync(base, { recursive: true, force: true })
}
const works = [...new Set([...best.keys()].map((key) => key.slice(key.indexOf(" ") + 1)))]
for (const work of works)
  console.log(`| ${work} | ${tools.map(({ name }) => best.get(`${name} ${work}`)?.toFixed(2) ?? "-").join(" | ")} |`)

type Tool = (typeof tools)[number]

function manyFiles(tool: Tool, round: number, data: string): void {
  const root = repository(`${tool.name}-${round}`)
  cpSync(data, join(root, "data"), { recursive: true })
  time(tool, "add 20,000 files", { cwd: root, args: ["add", "data"] })
  time(tool, "add again", { cwd: root, args: ["add", "data"] })
  time(tool, "status", { cwd: root, args: ["status"] })
  time(tool, "data status --granular", { cwd: root, args: ["data", "status", "--granular"] })
  time(tool, "push to a folder", { cwd: root, args: ["push"] })
  time(tool, "push, nothing to do", { cwd: root, args: ["push"] })
  rmSync(join(root, "data"), { recursive: true })
  time(tool, "checkout after delete", { cwd: root, args: ["checkout"] })
  time(tool, "checkout, nothing to do", { cwd: root, args: ["checkout"] })
  rmSync(join(root, "data"), { recursive: true })
  rmSync(join(root, ".dvc/cache"), { recursive: true })
  time(tool, "pull after wiping cache and data", { cwd: root, args: ["pull"] })
  rmSync(root, { recursive: true })
}

function oneFile(tool: Tool, round: number): void {
  const root = repository(`${tool.name}-one-${round}`)
  const file = openSync(join(root, "large.bin"), "w")
  const block = Buffer.alloc(1 << 20)
  const random = seededRandom(1)
  for (let at = 0; at < block.length; at += 4) block.writeUInt32LE(random.integer(2 ** 32), at)
  for (let written = 0; written < 1024; written++) {
    block.writeUInt32LE(written, 0)
    writeSync(file, block)
  }
  closeSync(file)
  time(tool, "add 1 GiB", { cwd: root, args: ["add", "large.bin"] })
  rmSync(root, { recursive: true })
}

function repository(name: string): string {
  const root = join(base, name, "work")
  mkdirSync(root, { recursive: true })
  execFileSync("git", ["init", "-q"], { cwd: root })
  execFileSync(process.execPath, [built, "init"], { cwd: root, stdio: "ignore" })
  execFileSync(process.execPath, [built, "remote", "add", "-d", "s", join(base, name, "store")], {
    cwd: root,
    stdio: "ignore",
  })
  return root
}

function time(
  tool: Tool,
  work: string,
  { cwd, args }: { readonly cwd: string; readonly args: readonly string[] },
): void {
  const [program, all] = tool.run(args)
  const start = performance.now()
  execFileSync(program, all, { cwd, stdio: "ignore" })
  const seconds = (performance.now() - start) / 1000
  const key = `${tool.name} ${work}`
  best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, seconds))
}

function makeFiles(folder: string): void {
  const random = seededRandom(7)
  for (let number = 0; number < 20_000; number++) {
    const below = join(folder, `part-${String(number % 200).padStart(3, "0")}`)
    if (number < 200) mkdirSync(below, { recursive: true })
    const bytes = Buffer.alloc(random.integer(4097))
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(random.integer(2 ** 32), at)
    writeFileSync(join(below, `file-${number}.bin`), bytes)
  }
}
