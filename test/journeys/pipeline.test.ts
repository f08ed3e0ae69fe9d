import { execFileSync } from "node:child_process"
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { command, done } from "./mlwright.ts"
import { projectThatRan } from "./small-project.ts"

const copyOfProject = projectThatRan()

const statuses = (outcome: { json: { stages: readonly { name: string; status: string }[] } }): Record<string, string> =>
  Object.fromEntries(outcome.json.stages.map(({ name, status }) => [name, status]))

test("a second run runs nothing and takes less than half a second of a core", async () => {
  const project = await copyOfProject()
  const again = await done(project, "run")
  expect(new Set(Object.values(statuses(again)))).toEqual(new Set(["cached"]))
  expect(Math.min(cpuSeconds(project), cpuSeconds(project), cpuSeconds(project))).toBeLessThan(0.5)
})

/** What a run takes of the cores, whatever else they have to do: the shell's own count of its children. */
function cpuSeconds(project: string): number {
  const counted = execFileSync(
    "/bin/sh",
    ["-c", '"$0" "$1" run --json >/dev/null && times', process.execPath, command],
    {
      cwd: project,
      encoding: "utf8",
    },
  )
  const children = counted.trim().split("\n").at(-1) ?? ""
  const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
  )
  return user! + system!
}

test("a changed setting reruns only what depends on it, and comments in the settings survive", async () => {
  const project = await copyOfProject()
  appendFileSync(join(project, "mlwright.yaml"), "# a remark of mine\n")
  await done(project, "config", "set", "train.folds", "4")
  expect(readFileSync(join(project, "mlwright.yaml"), "utf8")).toContain("# a remark of mine")
  expect(statuses(await done(project, "run"))).toMatchObject({
    ingest: "cached",
    validate: "cached",
    features: "cached",
    train: "ran",
  })
})

test("a stage of another command works among ours and runs again only when its input changes", async () => {
  const project = await copyOfProject()
  appendFileSync(
    join(project, "dvc.yaml"),
    "  count:\n    cmd: wc -l < data/raw/table.csv > lines.txt && echo counted\n    deps:\n    - data/raw/table.csv\n    outs:\n    - lines.txt\n",
  )
  expect(statuses(await done(project, "run"))).toMatchObject({ count: "ran", train: "cached" })
  expect(readFileSync(join(project, "lines.txt"), "utf8").trim()).toBe("61")
  expect(statuses(await done(project, "run"))).toMatchObject({ count: "cached", train: "cached" })
})

test("an output that was deleted comes back from the cache without running its stage", async () => {
  const project = await copyOfProject()
  rmSync(join(project, "model"), { recursive: true })
  expect(statuses(await done(project, "run"))).toMatchObject({ train: "cached" })
  expect(existsSync(join(project, "model/model.bin"))).toBe(true)
})

test("features of the user's own are made in training and in serving alike", async () => {
  const project = await copyOfProject()
  writeFileSync(
    join(project, "src/features.ts"),
    "export const rowFeatures = {\n  area: (row: Record<string, unknown>) => Number(row.width) * Number(row.height),\n}\n",
  )
  await done(project, "run")
  expect(readFileSync(join(project, "model/features.mjs"), "utf8")).toContain("area")
  writeFileSync(join(project, "one.csv"), "width,height,colour\n3,5,red\n")
  await done(project, "predict", "one.csv", "-o", "out.csv")
  expect(readFileSync(join(project, "out.csv"), "utf8")).toMatch(/^width,height,colour,prediction\n3,5,red,[-\d.]+\n$/)
})
