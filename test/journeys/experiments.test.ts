import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { expect, test } from "vitest"
import { done, finished, mlwright, start, workFolder } from "./mlwright.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to try experiments with the real DVC")

test("a sweep runs every combination beside the workspace, and one of them is applied", async () => {
  const { root, git } = await repository()
  writeFileSync(join(root, "notes.txt"), "mine")
  const swept = await done(root, "exp", "run", "-n", "try", "-S", "lr=0.25,0.5", "-S", "seed=range(1,3)", "-j", "2")
  const found = swept.json.experiments.map((one: Ran) => [one.name, one.metrics.score]).toSorted()
  expect(found).toEqual([
    ["try-1", 1.25],
    ["try-2", 2.25],
    ["try-3", 1.5],
    ["try-4", 2.5],
  ])
  expect(git("status", "--porcelain")).toBe("?? notes.txt\n")
  const applied = await done(root, "exp", "apply", "try-4")
  expect(applied.json.files.toSorted()).toEqual(["dvc.lock", "params.yaml", "score.json"])
  expect(readFileSync(join(root, "model.txt"), "utf8")).toBe("2.5\n")
  expect(readFileSync(join(root, "notes.txt"), "utf8")).toBe("mine")
  expect((await done(root, "run")).json.stages).toMatchObject([{ name: "train", status: "cached" }])
})

test("in a folder with a pipeline of its own, that one is run with its own parameters", async () => {
  const { root, git } = await repository()
  const below = join(root, "below")
  mkdirSync(below)
  writeFileSync(join(below, "params.yaml"), "lr: 0.5\n")
  writeFileSync(
    join(below, "dvc.yaml"),
    "stages:\n  copy:\n    cmd: cp params.yaml copy.txt\n    params: [lr]\n    outs: [copy.txt]\n",
  )
  git("add", "--all")
  git("commit", "--quiet", "--message", "below")
  const here = await done(below, "exp", "run", "-n", "here", "-S", "lr=0.75")
  expect(here.json.experiments[0].stages).toMatchObject([{ name: "below/dvc.yaml:copy", status: "ran" }])
  expect(readFileSync(join(below, "copy.txt"), "utf8")).toBe("lr: 0.75\n")
  const swept = await done(below, "exp", "run", "-n", "beside", "-S", "lr=0.1,0.2", "copy")
  expect(swept.json.experiments.map((one: Ran) => one.stages.map(({ name }) => name))).toEqual([
    ["below/dvc.yaml:copy"],
    ["below/dvc.yaml:copy"],
  ])
  expect(git("show", `${swept.json.experiments[1].commit}:below/params.yaml`)).toBe("lr: 0.2\n")
  expect(git("status", "--porcelain", "params.yaml", "dvc.lock")).toBe("")
})

test("what fails is put aside, the rest is run, and a name is taken once", async () => {
  const { root } = await repository()
  const swept = await mlwright(root, "exp", "run", "-n", "try", "-S", "seed=1,-1", "--temp")
  expect(swept).toMatchObject({ code: 2, json: { error: { code: "experiment.failed" } } })
  expect(swept.json.error.detail).toEqual({ failed: ["try-2"], ran: ["try-1"] })
  const shown = (await done(root, "exp", "show")).json
  const states = shown[1].experiments.map((one: Shown) => [one.name, one.executor?.state])
  expect(states).toEqual([
    ["try-1", undefined],
    ["try-2", "failed"],
  ])
  const again = await mlwright(root, "exp", "run", "-n", "try-1", "-S", "seed=3")
  expect(again).toMatchObject({ code: 2, json: { error: { code: "experiment.name-taken" } } })
  expect(readFileSync(join(root, "params.yaml"), "utf8")).toContain("seed: 1")
})

test("an experiment that is being run is not taken out of the queue, and one that waits is", async () => {
  const { root, git } = await repository()
  writeFileSync(
    join(root, "train.sh"),
    `touch "${root}/.dvc/tmp/began"; while [ ! -e "${root}/.dvc/tmp/go" ]; do sleep 0.05; done\n${script}`,
  )
  git("commit", "--quiet", "--all", "--message", "slow")
  await done(root, "exp", "run", "-n", "try", "-S", "lr=0.25,0.75", "--queue")
  const running = finished(start(root, ["--json", "exp", "run", "--run-all"]))
  while (!existsSync(join(root, ".dvc/tmp/began"))) await new Promise((settle) => setTimeout(settle, 50))
  expect((await done(root, "exp", "remove", "try-2")).json.removed).toEqual(["try-2"])
  expect(await mlwright(root, "exp", "remove", "try-1")).toMatchObject({
    code: 2,
    json: { error: { code: "experiment.running" } },
  })
  writeFileSync(join(root, ".dvc/tmp/go"), "")
  expect((await running).json.experiments.map((one: Ran) => one.name)).toEqual(["try-1"])
})

test("changes that no commit has are kept before an experiment takes their place", async () => {
  const { root, git } = await repository()
  await done(root, "exp", "run", "-n", "one", "-S", "lr=0.75", "--temp")
  writeFileSync(join(root, "params.yaml"), "lr: 0.1\nseed: 7\n")
  const applied = await done(root, "exp", "apply", "one")
  expect(readFileSync(join(root, "params.yaml"), "utf8")).toBe("lr: 0.75\nseed: 1\n")
  expect(git("show", `${applied.json.before}:params.yaml`)).toBe("lr: 0.1\nseed: 7\n")
  writeFileSync(join(root, "model.txt"), "by hand\n")
  expect(await mlwright(root, "exp", "apply", "one")).toMatchObject({
    code: 2,
    json: { error: { code: "experiment.workspace-changed", detail: { files: ["model.txt"] } } },
  })
  await done(root, "exp", "apply", "one", "--force")
  expect(readFileSync(join(root, "model.txt"), "utf8")).toBe("1.75\n")
})

test("experiments go to another repository with their data, and come from it", async () => {
  const { root, git } = await repository()
  const folder = await workFolder()
  git("init", "--quiet", "--bare", join(folder, "git"))
  await done(root, "remote", "add", "-d", "shared", join(folder, "data"))
  git("commit", "--quiet", "--all", "--message", "remote")
  git("push", "--quiet", join(folder, "git"), "HEAD:refs/heads/main")
  await done(root, "exp", "run", "-n", "one", "-S", "lr=0.75", "--temp")
  expect((await done(root, "exp", "push", join(folder, "git"))).json.names).toEqual(["one"])
  git("clone", "--quiet", "--branch", "main", join(folder, "git"), join(folder, "clone"))
  const clone = join(folder, "clone")
  expect((await done(clone, "exp", "list", "origin")).json.experiments).toMatchObject([{ name: "one" }])
  expect((await done(clone, "exp", "pull", "origin", "one")).json.names).toEqual(["one"])
  await done(clone, "exp", "apply", "one")
  expect(readFileSync(join(clone, "model.txt"), "utf8")).toBe("1.75\n")
})

test("plots of two experiments stand side by side in a page and as drawings", async () => {
  const { root } = await plotted()
  await done(root, "exp", "run", "-n", "try", "-S", "lr=0.25,0.75")
  const shown = (await done(root, "plots", "diff", "try-1", "try-2")).json
  expect(shown.data["curve.csv"][0].revisions).toEqual(["try-1", "try-2"])
  expect(shown.data["curve.csv"][0].content.data.values).toContainEqual({ t: "2", v: "1.5", rev: "try-2" })
  expect((await finished(start(root, ["plots", "diff", "try-1", "try-2"]))).stdout).toContain("dvc_plots/index.html")
  expect(readFileSync(join(root, "dvc_plots/index.html"), "utf8")).toMatch(/try-1[\s\S]*try-2[\s\S]*<svg/)
  expect((await finished(start(root, ["plots", "show", "--svg"]))).stdout).toContain("dvc_plots/curve.csv.svg")
  expect(readFileSync(join(root, "dvc_plots/curve.csv.svg"), "utf8")).toMatch(/^<svg [^>]*xmlns=/)
})

test.skipIf(absent)("the points of plots are those of dvc", async () => {
  const { root, dvc } = await plotted()
  await done(root, "exp", "run", "-S", "lr=0.25")
  const ours = (await done(root, "plots", "diff", "HEAD")).json.data
  const theirs = JSON.parse(dvc("plots", "diff", "HEAD", "--json")).data
  expect(Object.keys(ours)).toEqual(Object.keys(theirs))
  for (const [id, [plot]] of Object.entries<{ revisions: unknown; content: { data: unknown } }[]>(theirs)) {
    expect(ours[id][0].revisions).toEqual(plot?.revisions)
    expect(ours[id][0].content.data).toEqual(plot?.content.data)
  }
})

test.skipIf(absent)(
  "dvc sees our experiments and our queue, runs it, and we see and run its own",
  async () => {
    const { root, git, dvc } = await repository()
    await done(root, "exp", "run", "-n", "ours", "-S", "lr=0.75", "--temp")
    dvc("exp", "run", "-q", "-n", "theirs", "-S", "lr=0.25", "--temp")
    await done(root, "exp", "run", "-n", "ours-later", "-S", "lr=0.125", "--queue")
    dvc("exp", "run", "-q", "--queue", "-n", "theirs-later", "-S", "lr=0.375")
    const [theirs, ours] = [JSON.parse(dvc("exp", "show", "--json")), (await done(root, "exp", "show")).json]
    expect(bare(ours)).toEqual(bare(theirs))
    expect((await done(root, "exp", "run", "--run-all")).json.experiments.map((one: Ran) => one.name)).toEqual([
      "ours-later",
      "theirs-later",
    ])
    expect(dvc("exp", "show", "--csv")).not.toContain("Queued")

    await done(root, "exp", "run", "-n", "ours-last", "-S", "lr=0.5", "--queue")
    dvc("queue", "start")
    while (!dvc("queue", "status").includes("Success")) await new Promise((settle) => setTimeout(settle, 200))
    const shown = (await done(root, "exp", "show")).json[1].experiments
    expect(shown.map((one: Shown) => one.name).toSorted()).toEqual(
      ["ours", "ours-last", "ours-later", "theirs", "theirs-later"].toSorted(),
    )
    dvc("exp", "apply", "-q", "ours")
    expect(readFileSync(join(root, "model.txt"), "utf8")).toBe("1.75\n")
    expect(dvc("status")).toContain("up to date")
    expect(hashOf(git, "ours-last")).toMatch(/^dvc: commit experiment [0-9a-f]{64}$/)
    await done(root, "exp", "save", "-n", "again")
    expect(hashOf(git, "again"), "DVC names the same run the same").toBe(hashOf(git, "ours"))
  },
  180_000,
)

interface Ran {
  readonly name: string
  readonly metrics: Readonly<Record<string, number>>
  readonly commit: string
  readonly stages: readonly { readonly name: string }[]
}

interface Shown {
  readonly name: string
  readonly revs: readonly { readonly rev: string }[]
  readonly executor: { readonly state: string } | null
}

/** By name: in which order experiments of the same second are told is left to each. */
function bare(shown: readonly { readonly experiments: readonly Shown[] | null }[]): unknown {
  return shown.map((row) => ({
    ...row,
    experiments: row.experiments?.toSorted((first, second) => (first.name < second.name ? -1 : 1)) ?? null,
  }))
}

function hashOf(git: (...args: readonly string[]) => string, name: string): string {
  const ref = git("for-each-ref", "--format=%(refname)", "refs/exps")
    .split("\n")
    .find((one) => one.endsWith(`/${name}`))
  return git("log", "-1", "--format=%s", ref ?? "").trim()
}

/** A pipeline of one shell command, committed. */
async function repository() {
  const root = await workFolder()
  const env = {
    ...process.env,
    PATH: `${dirname(dvcPath)}${delimiter}${process.env["PATH"]}`,
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.org",
  }
  const run =
    (program: string) =>
    (...args: readonly string[]): string =>
      execFileSync(program, args, { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  const git = run("git")
  git("init", "--quiet", "--initial-branch=main")
  git("config", "user.name", "A")
  git("config", "user.email", "a@example.org")
  await done(root, "init", ".")
  writeFileSync(join(root, "params.yaml"), "lr: 0.5\nseed: 1\n")
  writeFileSync(join(root, "train.sh"), script)
  writeFileSync(
    join(root, "dvc.yaml"),
    "stages:\n  train:\n    cmd: sh train.sh\n    deps:\n    - train.sh\n    params:\n    - lr\n    - seed\n    outs:\n    - model.txt\n    metrics:\n    - score.json:\n        cache: false\n",
  )
  await done(root, "run")
  git("add", "--all")
  git("commit", "--quiet", "--message", "base")
  return { root, git, dvc: run(dvcPath) }
}

/** The same with a plot. */
async function plotted() {
  const made = await repository()
  const { root, git } = made
  writeFileSync(
    join(root, "train.sh"),
    `${script}printf 't,v\\n1,%s\\n2,%s\\n' "$lr" "$(awk "BEGIN { print $lr * 2 }")" > curve.csv\n`,
  )
  const before = readFileSync(join(root, "dvc.yaml"), "utf8")
  const plots = "    plots:\n    - curve.csv:\n        cache: false\n        x: t\n        y: v\n"
  writeFileSync(join(root, "dvc.yaml"), before + plots)
  await done(root, "run")
  git("add", "--all")
  git("commit", "--quiet", "--message", "plot")
  return made
}

const script = `set -e
lr=$(sed -n 's/^lr: //p' params.yaml)
seed=$(sed -n 's/^seed: //p' params.yaml)
test "$seed" -ge 0
sum=$(awk "BEGIN { print $lr + $seed }")
echo "$sum" > model.txt
echo "{\\"score\\": $sum}" > score.json
`
