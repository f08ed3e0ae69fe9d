/** `kill -9` at random moments of `exp run`, through the built command. */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { expect, test } from "vitest"
import { seededRandom } from "../../src/base/index.ts"
import { done, finished, start, workFolder } from "./mlwright.ts"

const rounds = Number(process.env["MLWRIGHT_TEST_KILLS"] ?? 4)
const seed = Number(process.env["MLWRIGHT_TEST_SEED"] ?? 1)

test(`after ${rounds} kills of sweeps nothing is lost, and the next command goes on`, async () => {
  console.info(`seed ${seed}; MLWRIGHT_TEST_SEED repeats it`)
  const random = seededRandom(seed)
  const { root, git } = await repository()
  writeFileSync(join(root, "params.yaml"), "# mine\nlr: 1\nseed: 5\n")
  writeFileSync(join(root, "untracked.txt"), "mine")
  const status = git("status", "--porcelain")
  for (let round = 0; round < rounds; round++) {
    const child = start(root, ["--json", "exp", "run", "-n", `round${round}`, "-S", "lr=2,3", "-j", "2"])
    const ended = finished(child)
    await wait(200 + random.integer(2500))
    child.kill("SIGKILL")
    await ended
    expect(readFileSync(join(root, "untracked.txt"), "utf8")).toBe("mine")
    expect(readFileSync(join(root, "params.yaml"), "utf8")).toBe("# mine\nlr: 1\nseed: 5\n")
    expect(git("status", "--porcelain")).toBe(status)
  }
  await done(root, "exp", "run", "--run-all")
  const [, { experiments }] = (await done(root, "exp", "show")).json
  for (const { name, executor, revs } of experiments ?? []) {
    expect(executor, `${name} waits no longer`).toBeNull()
    const { params, metrics } = revs[0].data
    expect(metrics["score.json"].data.score, name).toBe(params["params.yaml"].data.lr + 5)
  }
  expect(git("worktree", "list").trim().split("\n")).toHaveLength(1)
  expect(git("fsck", "--no-dangling")).not.toMatch(/missing|broken/)
  expect((await done(root, "exp", "run", "-n", "last", "-S", "lr=4")).json.experiments[0].metrics).toEqual({ score: 9 })
}, 120_000)

async function repository() {
  const root = await workFolder()
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    })
  git("init", "--quiet", "--initial-branch=main")
  await done(root, "init", ".")
  writeFileSync(join(root, "params.yaml"), "lr: 1\nseed: 1\n")
  writeFileSync(
    join(root, "score.sh"),
    `sleep 0.2; awk '/^lr|^seed/ { sum += $2 } END { print "{\\"score\\": " sum "}" }' params.yaml > score.json\n`,
  )
  writeFileSync(
    join(root, "dvc.yaml"),
    `stages:
  first:
    cmd: sleep 0.2 && cp params.yaml copy.txt
    params: [lr, seed]
    outs: [copy.txt]
  second:
    cmd: sh score.sh
    deps: [copy.txt, score.sh]
    params: [lr, seed]
    metrics: [{score.json: {cache: false}}]
`,
  )
  await done(root, "run")
  git("add", "--all")
  git("commit", "--quiet", "--message", "base")
  return { root, git }
}
