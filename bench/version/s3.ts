/**
 * Push to and pull from an S3 server beside DVC in one run: many small files, and one large one.
 *
 *     bench/peers/s3/make.sh FOLDER
 *     node bench/version/s3.ts --server FOLDER --dvc FOLDER/venv/bin/dvc [--files 20000] [--megabytes 1024] [--rounds 1]
 *
 * The server of that folder is started and ended, unless it is left out: then one must answer at `--endpoint`. What is pulled
 * comes into a clone without data and cache; all is deleted at the end.
 */
import { execFileSync, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { seededRandom } from "../../src/base/random.ts"
import { openTimes, prepare, type Tool, toolsOf } from "./tools.ts"

const { values } = parseArgs({
  options: {
    dvc: { type: "string" },
    server: { type: "string" },
    endpoint: { type: "string", default: "http://127.0.0.1:18900" },
    bucket: { type: "string", default: "bucket" },
    files: { type: "string", default: "20000" },
    megabytes: { type: "string", default: "1024" },
    rounds: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
  },
})
const base = mkdtempSync(join(values.folder, "bench-s3-"))
const tools = toolsOf(values.dvc)
const times = openTimes(tools)
const server = values.server === undefined ? undefined : await startServer(values.server)

try {
  for (let round = 0; round < Number(values.rounds); round++)
    for (const tool of tools) {
      measure(tool, { name: `small-${round}`, what: smallFiles(), write: writeSmall })
      measure(tool, { name: `large-${round}`, what: `${values.megabytes} MiB`, write: writeLarge })
      console.log(`round ${round + 1} of ${tool.name}, load ${loadavg()[0]?.toFixed(1)}`)
    }
  times.print({
    [`push ${smallFiles()}`]: "4 times",
    [`pull ${smallFiles()}`]: "4 times",
    [`push ${values.megabytes} MiB`]: "1.5 times",
    [`pull ${values.megabytes} MiB`]: "1.5 times",
  })
} finally {
  server?.kill()
  rmSync(base, { recursive: true, force: true })
}

function smallFiles(): string {
  return `${Number(values.files).toLocaleString("en-US")} small files`
}

/** As `make.sh` says. @returns who ends it */
async function startServer(folder: string) {
  const { host } = new URL(values.endpoint)
  const words = ["--port", host, "--keep-alive", "--quiet", "posix", join(folder, "objects")]
  const env = { ...process.env, ROOT_ACCESS_KEY: "key", ROOT_SECRET_KEY: "secretsecret" }
  const child = spawn(join(folder, "go/bin/versitygw"), words, { env, stdio: "ignore" })
  const answers = async (): Promise<boolean> => (await fetch(values.endpoint).catch(() => undefined)) !== undefined
  while (child.exitCode === null && !(await answers())) await sleep(100)
  return child
}

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
  for (const args of [["init"], ...settings]) prepare(root, args)
  write(join(root, "data"))
  prepare(root, ["add", "data"])
  times.time(tool, `push ${what}`, { cwd: root, args: ["push"] })
  const clone = `${root}-clone`
  mkdirSync(clone)
  // What was just deleted makes new files cost several times as much on ext4, whoever makes them.
  for (const path of [".git", ".dvc/config", "data.dvc", ".gitignore"])
    cpSync(join(root, path), join(clone, path), { recursive: true })
  times.time(tool, `pull ${what}`, { cwd: clone, args: ["pull"] })
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
