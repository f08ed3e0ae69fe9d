import { execFileSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"

test("the queue is worked off in the background, looked at, killed in part, stopped and cleared", async () => {
  const root = await repository()
  for (const [name, n] of Object.entries({ good: 1, bad: 9, slow: 5, next: 6, last: 2 }))
    await done(root, "exp", "run", "--queue", "-n", name, "-S", `n=${n}`)
  expect(await mlwright(root, "queue", "kill", "slow")).toMatchObject({
    code: 2,
    json: { error: { code: "experiment.task-not-running" } },
  })
  expect((await mlwright(root, "queue", "logs", "sloww")).json.error).toMatchObject({
    code: "experiment.task-unknown",
    hint: 'Did you mean "slow"?',
  })
  const { started } = (await done(root, "queue", "start")).json
  onTestFinished(() => void (isAlive(started) && process.kill(started, "SIGKILL")))
  await until(() => existsSync(join(root, "began-5")))
  expect(await states(root)).toEqual({
    slow: "Running",
    next: "Queued",
    last: "Queued",
    bad: "Failed",
    good: "Success",
  })
  expect((await done(root, "queue", "logs", "slow")).json).toMatchObject({
    log: expect.stringContaining("n is 5"),
    whole: false,
  })
  await done(root, "queue", "kill", "slow")
  await until(() => existsSync(join(root, "began-6")))
  expect((await states(root))["slow"]).toBe("Failed")
  expect((await done(root, "queue", "stop", "--kill")).json.stopped).toEqual([started])
  await until(() => !isAlive(started))
  expect(await states(root)).toEqual({ next: "Queued", last: "Queued", slow: "Failed", bad: "Failed", good: "Success" })
  expect((await done(root, "queue", "remove", "slow", "--queued")).json.removed.toSorted()).toEqual([
    "last",
    "next",
    "slow",
  ])
  await done(root, "queue", "remove", "--all")
  expect((await done(root, "queue", "status")).json).toEqual({ tasks: [], workers: [] })
  expect((await done(root, "exp", "list")).json.experiments).toMatchObject([{ name: "good" }])
}, 300_000)

async function states(root: string): Promise<Readonly<Record<string, string>>> {
  const { tasks } = (await done(root, "queue", "status")).json
  return Object.fromEntries(tasks.map(({ name, status }: { name: string; status: string }) => [name, status]))
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A stage that ends at once, fails for 9, and goes on for ever from 5 to 8. */
async function repository(): Promise<string> {
  const root = await workFolder()
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" })
  git("init", "--quiet")
  git("config", "user.name", "A")
  git("config", "user.email", "a@example.org")
  await done(root, "init", ".")
  writeFileSync(join(root, "params.yaml"), "n: 0\n")
  writeFileSync(
    join(root, "work.sh"),
    `n=$(sed -n 's/^n: //p' params.yaml)\necho "n is $n"\ntouch "${root}/began-$n"\ntest "$n" != 9 || exit 1\n` +
      `while [ "$n" -ge 5 ]; do sleep 0.05; done\necho "$n" > out.txt\n`,
  )
  writeFileSync(
    join(root, "dvc.yaml"),
    "stages: {work: {cmd: sh work.sh, deps: [work.sh], params: [n], outs: [out.txt]}}\n",
  )
  writeFileSync(join(root, ".gitignore"), "began-*\n")
  git("add", "--all")
  git("commit", "--quiet", "--message", "base")
  return root
}
