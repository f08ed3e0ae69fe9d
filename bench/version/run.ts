/**
 * Data verbs beside DVC's in one run, as one table: 20,000 files of 0 to 4 kB in 200 folders, and one file of 1 GiB; a folder as
 * remote, and with `--s3` a local S3 server too.
 *
 *     npm run --silent build && node bench/version/run.ts --dvc PATH [--rounds 3] [--folder DIR] [--small]
 *     bench/peers/s3/make.sh FOLDER && node bench/version/run.ts --s3 FOLDER     DVC is the one that was made there
 *
 * Rounds alternate between the two, and the best of each counts; the caches of the system stay warm for both.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { seededRandom } from "../../src/base/random.ts"
import { openTimes, prepare, type Tool, toolsOf } from "./tools.ts"

const { values } = parseArgs({
  options: {
    dvc: { type: "string" },
    rounds: { type: "string", default: "3" },
    folder: { type: "string", default: tmpdir() },
    small: { type: "boolean", default: false },
    s3: { type: "string" },
  },
})
const base = mkdtempSync(join(values.folder, "bench-version-"))
const dvc = values.dvc ?? (values.s3 === undefined ? undefined : join(values.s3, "venv/bin/dvc"))
const tools = toolsOf(dvc)
const times = openTimes(tools)

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
times.print({
  "--version": "< 0.12",
  "add 20,000 files": "< 1.0",
  "add again": "< 0.25",
  status: "< 0.25",
  "checkout after delete": "< 1.3",
  "checkout, nothing to do": "< 0.25",
  "push to a folder": "< 1.5",
  "push, nothing to do": "< 0.3",
  "pull after wiping cache and data": "< 3",
  "add 1 GiB": "< 2.2",
})
if (values.s3 !== undefined) {
  const words = ["--dvc", dvc!, "--server", values.s3, "--rounds", values.rounds, "--folder", values.folder]
  spawnSync(process.execPath, [join(import.meta.dirname, "s3.ts"), ...words], { stdio: "inherit" })
}

function manyFiles(tool: Tool, round: number, data: string): void {
  const root = repository(`${tool.name}-${round}`)
  cpSync(data, join(root, "data"), { recursive: true })
  times.time(tool, "--version", { cwd: root, args: ["--version"] })
  times.time(tool, "add 20,000 files", { cwd: root, args: ["add", "data"] })
  times.time(tool, "add again", { cwd: root, args: ["add", "data"] })
  times.time(tool, "status", { cwd: root, args: ["status"] })
  times.time(tool, "data status --granular", { cwd: root, args: ["data", "status", "--granular"] })
  times.time(tool, "push to a folder", { cwd: root, args: ["push"] })
  times.time(tool, "push, nothing to do", { cwd: root, args: ["push"] })
  rmSync(join(root, "data"), { recursive: true })
  times.time(tool, "checkout after delete", { cwd: root, args: ["checkout"] })
  times.time(tool, "checkout, nothing to do", { cwd: root, args: ["checkout"] })
  rmSync(join(root, "data"), { recursive: true })
  rmSync(join(root, ".dvc/cache"), { recursive: true })
  times.time(tool, "pull after wiping cache and data", { cwd: root, args: ["pull"] })
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
  times.time(tool, "add 1 GiB", { cwd: root, args: ["add", "large.bin"] })
  rmSync(root, { recursive: true })
}

function repository(name: string): string {
  const root = join(base, name, "work")
  mkdirSync(root, { recursive: true })
  execFileSync("git", ["init", "-q"], { cwd: root })
  prepare(root, ["init"])
  prepare(root, ["remote", "add", "-d", "s", join(base, name, "store")])
  return root
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
