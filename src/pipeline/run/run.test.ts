import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { KnownError, systemClock, writeFileAtomic } from "../../base/index.ts"
import { openWorkspace, trackPath } from "../../version/index.ts"
import { acquireProjectLock, loadPipeline, planPipeline, readLockFile } from "../index.ts"
import { projectOf, type TestProject } from "../project.test-support.ts"

/** A second, the default, is little on a busy machine. */
const patience = { timeout: 30_000 }

const twoStages = `
stages:
  one:
    cmd: mlwright step one
    deps: [raw.txt]
    params: [{mlwright.yaml: [one]}]
    outs: [out/one.txt]
    metrics: [{out/metrics.json: {cache: false}}]
  two:
    cmd: tr a-z A-Z < out/one.txt > two.txt
    deps: [out/one.txt]
    outs: [two.txt]
`

test("stages run in order, and a second run finds nothing to do", async () => {
  const project = await standard()
  expect(await project.run()).toBe("one:ran two:ran")
  expect(project.read("two.txt")).toBe("RAW 1")
  expect(await project.run()).toBe("one:cached two:cached")
})

test("a changed param, dependency or command runs what depends on it", async () => {
  const project = await standard()
  await project.run()
  project.write("mlwright.yaml", "one: {x: 2}\nother: 1\n")
  expect(await project.run()).toBe("one:ran two:ran")
  project.write("mlwright.yaml", "one: {x: 2}\nother: 2\n")
  expect(await project.run()).toBe("one:cached two:cached")
  project.write("raw.txt", "new")
  expect(await project.run()).toBe("one:ran two:ran")
  project.write("dvc.yaml", twoStages.replace("tr a-z A-Z", "tr 'a-z' 'A-Z'"))
  expect(await project.run()).toBe("one:cached two:ran")
})

test("a stage whose outputs come out the same does not run the next", async () => {
  const project = await standard()
  await project.run()
  expect(await project.run({ targets: ["one"], force: true })).toBe("one:ran")
  expect(await project.run()).toBe("one:cached two:cached")
})

test("a stage that changes nothing else keeps the rest of the lock byte for byte", async () => {
  const project = await standard()
  await project.run()
  project.write(
    "dvc.lock",
    project.read("dvc.lock").replace("  two:\n", "  # mine\n  two:\n").replace("cmd: tr", "cmd:  tr"),
  )
  const before = project.read("dvc.lock")
  project.write("mlwright.yaml", "one: {x: 1, y: 2}\n")
  await project.run()
  expect(project.read("dvc.lock").split("# mine")[1]).toBe(before.split("# mine")[1])
})

test("outputs that are gone or changed come back from the cache", async () => {
  const project = await standard()
  await project.run()
  rmSync(join(project.root, "out/one.txt"))
  project.write("two.txt", "changed by hand")
  expect(await project.run()).toBe("one:cached two:cached")
  expect(project.read("two.txt")).toBe("RAW 1")
  expect(project.events.at(-1)).toMatchObject({ kind: "cached", restored: ["two.txt"] })
})

test("an output that git keeps comes back from the run it was made in, or is made again without the run-cache", async () => {
  const project = await standard()
  await project.run()
  const path = join(project.root, "out/metrics.json")
  const made = project.read("out/metrics.json")
  rmSync(path)
  expect(await project.run({ runCache: false })).toBe("one:ran two:cached")
  rmSync(path)
  expect(await project.run()).toBe("one:cached two:cached")
  expect(project.read("out/metrics.json")).toBe(made)
})

test("objects that are gone from the cache are put back without running", async () => {
  const project = await standard()
  await project.run()
  rmSync(join(project.root, ".dvc/cache"), { recursive: true })
  expect(await project.run()).toBe("one:cached two:cached")
  rmSync(join(project.root, "two.txt"))
  expect(await project.run()).toBe("one:cached two:cached")
})

test("a value given for one call stands in for the file's", async () => {
  const project = await standard()
  await project.run()
  const paramsOf = (_file: string, key: string) => (key === "one" ? { x: 5 } : undefined)
  expect(await project.run({ paramsOf })).toBe("one:ran two:cached")
  expect((await readLockFile(project.root)).stages.get("one")?.params).toEqual({ "mlwright.yaml": { one: { x: 5n } } })
  expect(await project.run({ paramsOf })).toBe("one:cached two:cached")
})

test("a value given that says what the file says keeps the file's own type", async () => {
  const project = await standard()
  project.write("mlwright.yaml", "one: {x: 1.0, since: 2016-05-01}\n")
  await project.run()
  expect(project.read("dvc.lock")).toContain("x: 1.0\n          since: 2016-05-01\n")
  expect(await project.run({ paramsOf: () => ({ x: 1, since: "2016-05-01" }) })).toBe("one:cached two:cached")
})

test("tracked data that changed is stored and its .dvc file updated, and comes back when it is gone", async () => {
  const project = await standard()
  await trackPath(await openWorkspace(project.root), join(project.root, "raw.txt"))
  await project.run()
  project.write("raw.txt", "more")
  expect(await project.run()).toBe("one:ran two:ran")
  expect(project.events).toContainEqual({ kind: "source", pointer: join(project.root, "raw.txt.dvc") })
  rmSync(join(project.root, "raw.txt"))
  expect(await project.run()).toBe("one:cached two:cached")
  expect(project.read("raw.txt")).toBe("more")
})

test("a stage that fails says why, keeps the finished ones, and the next run goes on after them", async () => {
  const project = await standard()
  project.write("dvc.yaml", twoStages.replace("tr a-z A-Z < out/one.txt > two.txt", "echo oh no >&2; exit 3"))
  await expect(project.run()).rejects.toMatchObject({
    code: "pipeline.step-failed",
    blame: "user",
    message: expect.stringContaining("oh no"),
    detail: {
      stage: "two",
      stages: [
        { name: "one", status: "ran" },
        { name: "two", status: "failed" },
      ],
      cause: { code: "pipeline.command-failed", detail: { exitCode: 3, lastLines: ["oh no"] } },
    },
  })
  project.write("dvc.yaml", twoStages)
  expect(await project.run()).toBe("one:cached two:ran")
})

test("a stage of ours that fails leaves its earlier outputs and lock whole", async () => {
  const project = await standard()
  await project.run()
  const lock = project.read("dvc.lock")
  project.write("raw.txt", "new")
  project.commands.set("mlwright step one", async () => {
    throw new KnownError({ code: "train.bad", blame: "gate", message: "Cannot pass", hint: "Try" })
  })
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.step-failed", blame: "gate", hint: "Try" })
  expect(project.read("out/one.txt")).toBe("raw 1")
  expect(project.read("dvc.lock")).toBe(lock)
})

test("an error nobody can act on is passed on as the bug it is", async () => {
  const project = await standard()
  project.commands.set("mlwright step one", () => Promise.reject(new TypeError("x is undefined")))
  await expect(project.run()).rejects.toThrow(TypeError)
  expect(project.events.at(-1)).toMatchObject({ kind: "failed", stage: "one" })
})

test.each([
  ["a dependency", { "raw.txt": undefined }, "pipeline.dependency-missing"],
  ["a param", { "mlwright.yaml": "other: 1\n" }, "pipeline.param-missing"],
  ["a params file", { "mlwright.yaml": undefined }, "pipeline.param-missing"],
])("%s that does not exist is an error", async (_what, files, code) => {
  const project = await standard()
  for (const [path, text] of Object.entries(files))
    text === undefined ? rmSync(join(project.root, path)) : project.write(path, text)
  await expect(project.run()).rejects.toMatchObject({ code })
})

test("a command that does not write its output is an error", async () => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'true', outs: [b]}}" })
  await expect(project.run()).rejects.toMatchObject({ detail: { cause: { code: "pipeline.output-missing" } } })
  expect(existsSync(join(project.root, "dvc.lock"))).toBe(false)
})

test("a stage name with a slip of the finger is corrected", async () => {
  const project = await standard()
  await expect(project.run({ targets: ["tow"] })).rejects.toMatchObject({
    code: "pipeline.unknown-stage",
    hint: 'Write "two" in place of "tow"',
  })
})

test("conflict markers in dvc.lock are named with their line", async () => {
  const project = await standard()
  project.write("dvc.lock", "schema: '2.0'\nstages:\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.lock-conflict", detail: { line: 3 } })
})

test.each([
  "{",
  "1",
  "schema: '1.0'",
  "schema: '2.0'\nstages: {one: {outs: []}}",
  "schema: '2.0'\nstages: {one: {cmd: x, deps: [{}]}}",
])("the dvc.lock %j is refused", async (text) => {
  const project = await standard()
  project.write("dvc.lock", text)
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.lock-invalid" })
})

test("a shell command gets DVC's variables, its folder and no old outputs", async () => {
  const project = await projectOf({
    "dvc.yaml":
      "stages: {a: {wdir: sub, cmd: 'test ! -e b && echo $DVC_STAGE $DVC_ROOT $PWD > b && cat keep >> b', outs: [b, keep: {persist: true}]}}",
    "sub/b": "old",
    "sub/keep": "kept",
  })
  await project.run()
  expect(project.read("sub/b")).toBe(`a ${project.root} ${project.root}/sub\nkept`)
})

test("the commands of a list run one by one until one fails", async () => {
  const project = await projectOf({
    "dvc.yaml": "stages: {a: {cmd: ['echo 1 > x', 'false', 'echo 2 > x'], outs: [x]}}",
  })
  await expect(project.run()).rejects.toMatchObject({ detail: { cause: { detail: { command: "false" } } } })
  expect(project.read("x")).toBe("1\n")
})

test("an abort ends the command with its children at once", async () => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'sleep 60 & echo $! > pid; wait', outs: [pid]}}" })
  const abort = new AbortController()
  const running = project.run({ signal: abort.signal })
  await vi.waitFor(() => expect(project.read("pid")).toMatch(/\d\n/), patience)
  abort.abort()
  await expect(running).rejects.toMatchObject({ code: "pipeline.interrupted" })
  await vi.waitFor(() => expect(stateOf(project.read("pid"))).toMatch(/^(Z.*)?$/), patience)
})

test("a command may leave a process running, and its end is not waited for", async () => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'sleep 60 & echo $! > pid', outs: [pid]}}" })
  const start = performance.now()
  await project.run()
  expect(performance.now() - start).toBeLessThan(30_000)
  expect(stateOf(project.read("pid"))).toMatch(/^S/)
  process.kill(Number(project.read("pid")))
})

test("a shell that does not exist is named", async () => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'true'}}" })
  await expect(project.run({ environment: { SHELL: "/no/shell" } })).rejects.toMatchObject({
    detail: { cause: { code: "pipeline.shell-missing" } },
  })
})

test.each(["/bin/sh", "/bin/bash"])("%s passes on words and exit code of a command", async (shell) => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'echo \"$0 *\"; exit 7'}}" })
  await expect(project.run({ environment: { SHELL: shell } })).rejects.toMatchObject({
    detail: { cause: { detail: { exitCode: 7 } } },
  })
  expect(project.events).toContainEqual({ kind: "output", stage: "a", stream: "stdout", text: `${shell} *\n` })
})

test("an abort does not wait for a stage of ours that does not look", async () => {
  const project = await standard()
  const abort = new AbortController()
  project.commands.set("mlwright step one", () => new Promise(() => setImmediate(() => abort.abort())))
  await expect(project.run({ signal: abort.signal })).rejects.toMatchObject({ code: "pipeline.interrupted" })
})

test("a frozen stage does not run, and what lies there is its result", async () => {
  const project = await projectOf({
    "dvc.yaml": "stages: {a: {cmd: 'false', deps: [x], outs: [b], frozen: true}}",
    x: "1",
    b: "mine",
  })
  expect(await project.run()).toBe("a:cached")
  project.write("x", "2")
  expect(await project.run({ force: true })).toBe("a:cached")
  expect((await readLockFile(project.root)).stages.get("a")?.outs[0]?.size).toBe(4)
})

test("of a frozen stage whose output is not there, that is said, for its command did not run", async () => {
  const project = await projectOf({ "dvc.yaml": "stages: {a: {cmd: 'true', outs: [b], frozen: true}}" })
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.frozen-missing" })
})

test.each(["always_changed: true, deps: [x]", "meta: {}"])("a stage with %s runs every time", async (rest) => {
  const project = await projectOf({ "dvc.yaml": `stages: {a: {cmd: 'true', ${rest}}}`, x: "1" })
  await project.run()
  expect(await project.run()).toBe("a:ran")
})

test("a plan says why and runs nothing", async () => {
  const project = await standard()
  await project.run()
  project.write("mlwright.yaml", "one: {x: 9}\n")
  const pipeline = await loadPipeline(project.root)
  expect(await planPipeline({ pipeline }, { clock: systemClock })).toEqual([
    {
      name: "one",
      commands: ["mlwright step one"],
      reasons: [{ what: "param", name: "mlwright.yaml:one", state: "modified" }],
    },
    {
      name: "two",
      commands: ["tr a-z A-Z < out/one.txt > two.txt"],
      reasons: [{ what: "upstream", name: "one", state: "" }],
    },
  ])
})

test("a second command waits for the first, then says who holds the project", async () => {
  const { root } = await projectOf({})
  const lock = await acquireProjectLock(root, "mlwright run")
  const onWait = vi.fn()
  let looks = 0
  const clock = { ...systemClock, elapsed: () => 10 * looks++ }
  await expect(acquireProjectLock(root, "other", { timeoutMs: 30, onWait, clock })).rejects.toMatchObject({
    code: "pipeline.project-busy",
    message: expect.stringContaining("mlwright run"),
  })
  expect(onWait).toHaveBeenCalledOnce()
  await lock.release()
  await (await acquireProjectLock(root, "other", { timeoutMs: 0 })).release()
})

test("a run over five stages that are up to date takes under 100 ms and opens no data", async () => {
  const stages = Array.from(
    { length: 5 },
    (_, index) => `s${index}: {cmd: mlwright step s${index}, deps: [in], outs: [o${index}]}`,
  )
  const project = await projectOf({ "dvc.yaml": `stages: {${stages.join(", ")}}`, in: "x".repeat(1e6) })
  for (let index = 0; index < 5; index++)
    project.commands.set(`mlwright step s${index}`, async () => writeFileSync(join(project.root, `o${index}`), "y"))
  await project.run()
  const atimes = () => ["in", "o0"].map((path) => statSync(join(project.root, path), { bigint: true }).atimeNs)
  for (const path of ["in", "o0"]) chmodSync(join(project.root, path), 0o644)
  await project.run()
  const before = atimes()
  const times: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const start = performance.now()
    expect(await project.run()).toBe("s0:cached s1:cached s2:cached s3:cached s4:cached")
    times.push(performance.now() - start)
  }
  expect(Math.min(...times)).toBeLessThan(100) // the best of three: other tests run beside this one
  expect(atimes()).toEqual(before)
})

/** @returns state letter of `ps`; a process that ended may stay as a zombie where nobody collects it */
function stateOf(pid: string): string {
  return spawnSync("ps", ["-o", "stat=", "-p", pid.trim()], { encoding: "utf8" }).stdout.trim()
}

async function standard(): Promise<TestProject> {
  const project = await projectOf({ "dvc.yaml": twoStages, "raw.txt": "raw", "mlwright.yaml": "one: {x: 1}\n" })
  project.commands.set("mlwright step one", async ({ root }) => {
    const x = /x: (\d+)/.exec(project.read("mlwright.yaml"))?.[1]
    await writeFileAtomic(join(root, "out/one.txt"), `${project.read("raw.txt")} ${x}`)
    await writeFileAtomic(join(root, "out/metrics.json"), "{}")
  })
  return project
}
