import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { acquireRepositoryLock } from "../../version/index.ts"
import { projectOf } from "../project.test-support.ts"

const slow = `
stages:
  slow:
    cmd: touch began && while [ ! -e go ]; do sleep 0.02; done; cp in.txt out.txt
    deps: [in.txt]
    outs: [out.txt]
`

test("while a stage's command runs, others may change the repository but not what the stage reads and writes", async () => {
  const { root, run, write } = await projectOf({ "dvc.yaml": slow, "in.txt": "1" })
  const running = run()
  await until(() => existsSync(join(root, "began")))
  const lock = await acquireRepositoryLock({ root }, { timeoutMs: 2000 })
  const rwlock = JSON.parse(readFileSync(join(root, ".dvc/tmp/rwlock"), "utf8"))
  expect(rwlock).toEqual({
    write: { [join(root, "out.txt")]: { pid: process.pid, cmd: "mlwright run" } },
    read: { [join(root, "in.txt")]: [{ pid: process.pid, cmd: "mlwright run" }] },
  })
  await lock.release()
  write("go", "")
  expect(await running).toBe("slow:ran")
  expect(JSON.parse(readFileSync(join(root, ".dvc/tmp/rwlock"), "utf8"))).toEqual({ write: {}, read: {} })
})

test("a run waits for a command of dvc that holds the repository, and says for whom", async () => {
  const { root, run } = await projectOf({ "dvc.yaml": "stages:\n  one:\n    cmd: echo 1\n" })
  const lock = await acquireRepositoryLock({ root })
  const waited: number[] = []
  const running = run({ onWait: (pid) => void waited.push(pid) })
  await until(() => waited.length > 0)
  expect(waited).toEqual([process.pid])
  await lock.release()
  expect(await running).toBe("one:ran")
})

test("a stage is refused while another command works on what it writes, unless that command has died", async () => {
  const { root, run } = await projectOf({
    "dvc.yaml": "stages:\n  one:\n    cmd: echo 1 > out.txt\n    outs: [out.txt]\n",
  })
  const claim = (pid: number): void =>
    writeFileSync(
      join(root, ".dvc/tmp/rwlock"),
      JSON.stringify({ write: {}, read: { [join(root, "out.txt")]: [{ pid, cmd: "dvc" }] } }),
    )
  claim(process.ppid)
  await expect(run()).rejects.toMatchObject({
    code: "pipeline.step-failed",
    cause: { code: "version.repository-busy" },
  })
  claim(2 ** 22 + 1)
  expect(await run()).toBe("one:ran")
})

test("stages side by side take all their claims back", async () => {
  const one = (name: number): string => `  s${name}:\n    cmd: echo ${name} > ${name}.txt\n    outs: [${name}.txt]\n`
  const { root, run } = await projectOf({ "dvc.yaml": `stages:\n${[1, 2, 3, 4, 5, 6, 7, 8].map(one).join("")}` })
  await run({ jobs: 8 })
  expect(JSON.parse(readFileSync(join(root, ".dvc/tmp/rwlock"), "utf8"))).toEqual({ write: {}, read: {} })
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10)
}
