import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { repository } from "../workspace.test-support.ts"
import { refuseWhereBusy } from "./path-locks.ts"
import { acquireRepositoryLock } from "./repository-lock.ts"

const dvc = process.env["MLWRIGHT_TEST_DVC"]

test("a lock is held by one at a time, says who holds it, and is free when it is released", async () => {
  const workspace = await repository({})
  const lock = await acquireRepositoryLock(workspace)
  expect(readFileSync(join(workspace.root, ".dvc/tmp/lock"), "utf8")).toBe(` ${process.pid}\n`)
  let waited: number | undefined
  const onWait = (pid: number): void => {
    waited = pid
  }
  let looks = 0
  const clock = { now: () => 0, elapsed: () => 100 * looks++ } // at the beginning, and after each attempt
  await expect(acquireRepositoryLock(workspace, { timeoutMs: 250, onWait, clock })).rejects.toMatchObject({
    code: "version.repository-busy",
  })
  expect(waited).toBe(process.pid)
  await lock.release()
  await (await acquireRepositoryLock(workspace, { timeoutMs: 0 })).release()
})

test.skipIf(process.platform === "win32")("the lock is flock(2), which other programs take and respect", async () => {
  const workspace = await repository({})
  const path = join(workspace.root, ".dvc/tmp/lock")
  const lock = await acquireRepositoryLock(workspace)
  expect(() => execFileSync("flock", ["-n", path, "true"])).toThrow()
  await lock.release()
  const holder = spawn("flock", [path, "sleep", "60"], { detached: true })
  onTestFinished(() => void kill(holder))
  await expect.poll(() => isTaken(path)).toBe(true)
  await expect(acquireRepositoryLock(workspace, { timeoutMs: 0 })).rejects.toMatchObject({
    code: "version.repository-busy",
  })
  kill(holder)
  await (await acquireRepositoryLock(workspace, { timeoutMs: 5_000 })).release()
})

test("a lock ends with the process that holds it, however that ends", async () => {
  const workspace = await repository({})
  const code = `import { acquireRepositoryLock } from ${JSON.stringify(join(import.meta.dirname, "repository-lock.ts"))}
    await acquireRepositoryLock({ root: ${JSON.stringify(workspace.root)} }); console.log("held"); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ["--input-type=module-typescript", "-e", code])
  await new Promise((resolve) => holder.stdout.once("data", resolve))
  await expect(acquireRepositoryLock(workspace, { timeoutMs: 0 })).rejects.toMatchObject({
    detail: { pid: holder.pid },
  })
  holder.kill("SIGKILL")
  await (await acquireRepositoryLock(workspace, { timeoutMs: 5_000 })).release()
})

test("a path that a running stage of DVC reads or writes is refused, that of a dead one is not", async () => {
  const { root } = await repository({})
  const entries = (pid: number): string =>
    JSON.stringify({ write: { [join(root, "d")]: { pid, cmd: "dvc repro" } }, read: {} })
  mkdirSync(join(root, ".dvc/tmp"), { recursive: true })
  writeFileSync(join(root, ".dvc/tmp/rwlock"), entries(process.ppid))
  expect(() => refuseWhereBusy({ root }, [join(root, "d/x")])).toThrow(/is at work there/)
  refuseWhereBusy({ root }, [join(root, "other")])
  writeFileSync(join(root, ".dvc/tmp/rwlock"), entries(4_190_000))
  refuseWhereBusy({ root }, [join(root, "d/x")])
})

test.skipIf(dvc === undefined)(
  "while the lock is held the real dvc gives up, and afterwards works",
  async () => {
    const workspace = await repository({ "a.txt": "1" })
    execFileSync("git", ["init", "-q"], { cwd: workspace.root })
    const lock = await acquireRepositoryLock(workspace)
    const add = (): Buffer => execFileSync(dvc ?? "", ["add", "a.txt"], { cwd: workspace.root, stdio: "pipe" })
    expect(add).toThrow(/Unable to acquire lock/)
    await lock.release()
    add()
  },
  120_000,
)

function isTaken(path: string): boolean {
  try {
    execFileSync("flock", ["-n", path, "true"])
    return false
  } catch {
    return true
  }
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {
    // it has ended
  }
}
