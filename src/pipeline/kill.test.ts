import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { loadPipeline, readLockFile } from "./index.ts"
import { projectOf, type TestProject } from "./project.test-support.ts"

const rounds = Number(process.env["MLWRIGHT_TEST_KILLS"] ?? 6)

const seed = Number(process.env["MLWRIGHT_TEST_SEED"] ?? 1)

const pipeline = `
stages:
  file:
    cmd: mlwright step file
    params: [n]
    outs: [out/file.txt]
    metrics: [{out/metrics.json: {cache: false}}]
  folder:
    cmd: mlwright step folder
    deps: [out/file.txt]
    outs: [model]
  shell:
    cmd: for i in 1 2 3 4 5; do sleep 0.02; cat model/0 >> big.txt; done
    deps: [model]
    outs: [big.txt]
  last:
    cmd: mlwright step last
    deps: [big.txt]
    outs: [last.txt]
`

/** A run in a process of its own: stages of ours as `src/stages` writes them, whole by rename, but slow. */
const child = `
import { join } from "node:path"
import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { systemClock, writeFileAtomic, writeFolderAtomic } from ${JSON.stringify(here("../base/index.ts"))}
import { acquireProjectLock, loadPipeline, runPipeline } from ${JSON.stringify(here("index.ts"))}

const root = process.argv[2]
const at = (path) => join(root, path)
const commands = new Map([
  ["mlwright step file", async () => {
    const n = /n: (.*)/.exec(await readFile(at("params.yaml"), "utf8"))[1]
    await sleep(10)
    await writeFileAtomic(at("out/file.txt"), n.repeat(50_000))
    await writeFileAtomic(at("out/metrics.json"), n)
  }],
  ["mlwright step folder", () => writeFolderAtomic(at("model"), async (folder) => {
    const text = await readFile(at("out/file.txt"))
    for (let part = 0; part < 8; part++) {
      await sleep(3)
      await writeFileAtomic(join(folder, String(part)), text)
    }
  })],
  ["mlwright step last", async () => writeFileAtomic(at("last.txt"), await readFile(at("big.txt")))],
])
const lock = await acquireProjectLock(root, "run")
const pipeline = await loadPipeline(root)
console.log("go")
await runPipeline({ pipeline }, commands, { clock: systemClock, environment: { PATH: process.env.PATH } })
await lock.release()
`

test(`a run killed at any moment (${rounds} times, seed ${seed}) leaves outputs whole, and the next one goes on`, async () => {
  const project = await projectOf({ "dvc.yaml": pipeline, "params.yaml": "n: 0\n", ".mlwright/child.ts": child })
  const random = seededRandom(seed)
  expect(await ended(start(project))).toBe(0)
  for (let round = 1; round <= rounds; round++) {
    project.write("params.yaml", `n: ${round % 10}\n`)
    const run = start(project)
    await said(run, "go")
    await sleep(random.next() * 400)
    run.kill("SIGKILL")
    await ended(run)
    await expectWhole(project)
    // Every third time the next run is not killed, so that every state is both passed through and ended.
    if (round % 3 !== 0) continue
    expect(await ended(start(project))).toBe(0)
    expectResult(project, String(round % 10))
  }
  expect(await ended(start(project))).toBe(0)
  expectResult(project, String(rounds % 10))
}, 120_000)

test("a shell command ends with the process that started it, however that dies", async () => {
  const project = await projectOf({
    "dvc.yaml": "stages: {a: {cmd: 'while true; do echo x >> ticks; sleep 0.02; done', outs: [ticks]}}",
    ".mlwright/child.ts": child,
  })
  const run = start(project)
  await said(run, "go")
  while (!existsSync(join(project.root, "ticks"))) await sleep(10)
  run.kill("SIGKILL")
  await ended(run)
  await sleep(300)
  const size = statSync(join(project.root, "ticks")).size
  await sleep(200)
  expect(statSync(join(project.root, "ticks")).size).toBe(size)
}, 30_000)

/** What may lie there after a kill: each output of ours whole, of one version; a lock that reads; objects true to name. */
async function expectWhole(project: TestProject): Promise<void> {
  await loadPipeline(project.root)
  const { stages } = await readLockFile(project.root)
  expect([...stages.keys()]).toEqual(["file", "folder", "shell", "last"])
  expect(project.read("out/file.txt")).toMatch(/^(\d)\1{49999}$/)
  const parts = readdirSync(join(project.root, "model")).map((name) => project.read(`model/${name}`))
  expect(parts).toHaveLength(8)
  expect(new Set(parts).size).toBe(1)
  expect(project.read("last.txt")).toMatch(/^(\d)\1{249999}$/)
  for (const [path, md5] of objectsOf(join(project.root, ".dvc/cache/files/md5")))
    expect(createHash("md5").update(readFileSync(path)).digest("hex")).toBe(md5)
}

function expectResult(project: TestProject, digit: string): void {
  expect(project.read("out/metrics.json")).toBe(digit)
  expect(project.read("last.txt")).toBe(digit.repeat(250_000))
  const names = readdirSync(project.root, { recursive: true, encoding: "utf8" })
  expect(names.filter((name) => name.includes("tmp") && !name.startsWith(".dvc/tmp"))).toEqual([])
}

/** Objects that claim to be whole by their mode. */
function objectsOf(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .filter((name) => name.length === 2)
    .flatMap((prefix) =>
      readdirSync(join(folder, prefix)).map(
        (rest) => [join(folder, prefix, rest), (prefix + rest).replace(/\.dir$/, "")] as const,
      ),
    )
    .filter(([path]) => (statSync(path).mode & 0o777) === 0o444)
}

function start(project: TestProject): ChildProcess {
  return spawn(process.execPath, [join(project.root, ".mlwright/child.ts"), project.root], {
    stdio: ["ignore", "pipe", "inherit"],
  })
}

function ended(run: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (run.exitCode !== null || run.signalCode !== null) resolve(run.exitCode)
    else run.once("exit", resolve)
  })
}

function said(run: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    run.stdout?.on("data", (text: Buffer) => text.includes(word) && resolve())
    run.once("exit", () => reject(new Error(`it ended before it said ${word}`)))
  })
}

function here(path: string): string {
  return new URL(path, import.meta.url).href
}
