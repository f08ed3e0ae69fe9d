/**
 * Push to and pull from an S3 server beside DVC in one run: many small files, and one large one.
 *
 *     bench/peers/s3/make.sh FOLDER; start the server as it says
 *     node bench/version/s3.ts --dvc FOLDER/venv/bin/dvc [--files 20000] [--megabytes 1024] [--rounds 1] [--folder DIR]
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { seededRandom } from "../../src/base/random.ts"

const { values } = parseArgs({
  options: {
    dvc: { type: "string" },
    endpoint: { type: "string", default: "http://127.0.0.1:18900" },
    bucket: { type: "string", default: "bucket" },
    files: { type: "string", default: "20000" },
    megabytes: { type: "string", default: "1024" },
    rounds: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
  },
})
const built = join(import.meta.dirname, "../../dist/mlwright.js")
const base = mkdtempSync(join(values.folder, "bench-s3-"))
const tools = [
  { name: "mlwright", run: (args: readonly string[]) => [process.execPath, [built, ...args]] as const },
  ...(values.dvc === undefined
    ? []
    : [{ name: "dvc", run: (args: readonly string[]) => [values.dvc!, args] as const }]),
]
type Tool = (typeof tools)[number]
const best = new Map<string, number>()

try {
  for (let round = 0; round < Number(values.rounds); round++)
    for (const tool of tools) {
      const files = `${Number(values.files).toLocaleString("en-US")} small files`
      measure(tool, { name: `small-${round}`, what: files, write: writeSmall })
      measure(tool, { name: `large-${round}`, what: `${values.megabytes} MiB`, write: writeLarge })
      console.log(`round ${round + 1} of ${tool.name}, load ${loadavg()[0]?.toFixed(1)}`)
    }
} finally {
  rmSync(base, { recursive: true, force: true })
}
for (const work of new Set([...best.keys()].map((key) => key.slice(key.indexOf(" ") + 1))))
  console.log(`| ${work} | ${tools.map(({ name }) => best.get(`${name} ${work}`)?.toFixed(2) ?? "-").join(" | ")} |`)

interface Work {
  readonly name: string
  readonly what: string
  readonly write: (folder: string) => void
}

function measure(tool: Tool, { name, what, write }: Work): void {
  const root = join(base, `${tool.name}-${name}`)
  mkdirSync(join(root, "data"), { recursive: true })
  const settings = [
    ["remote", "add", "-d", "s", `s3://${values.bucket}/${base.split("/").at(-1)}-${tool.name}-${name}`],
    ["remote", "modify", "s", "endpointurl", values.endpoint],
    ["remote", "modify", "s", "access_key_id", "key"],
    ["remote", "modify", "s", "secret_access_key", "secretsecret"],
  ]
  execFileSync("git", ["init", "-q"], { cwd: root })
  for (const args of [["init"], ...settings]) ours(root, args)
  write(join(root, "data"))
  ours(root, ["add", "data"])
  time(tool, `push ${what}`, root, ["push"])
  for (const path of ["data", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
  time(tool, `pull ${what}`, root, ["pull"])
  rmSync(root, { recursive: true })
}

function ours(cwd: string, args: readonly string[]): void {
  execFileSync(process.execPath, [built, ...args], { cwd, stdio: "ignore" })
}

function time(tool: Tool, work: string, ...[cwd, args]: readonly [string, readonly string[]]): void {
  const [program, all] = tool.run(args)
  const start = performance.now()
  execFileSync(program, all, { cwd, stdio: "ignore" })
  const key = `${tool.name} ${work}`
  best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, (performance.now() - start) / 1000))
}

function writeSmall(folder: string): void {
  const random = seededRandom(7)
  for (let number = 0; number < Number(values.files); number++)
    writeFileSync(join(folder, `file-${number}`), noise(random.integer(4097), random))
}

function writeLarge(folder: string): void {
  const random = seededRandom(1)
  const block = noise(1 << 20, random)
  for (let written = 0; written < Number(values.megabytes); written++) {
    block.writeUInt32LE(written, 0)
    writeFileSync(join(folder, "large.bin"), block, { flag: "a" })
  }
}

function noise(size: number, random: ReturnType<typeof seededRandom>): Buffer {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(random.integer(2 ** 32), at)
  return bytes
}
