/** Going on from the trees of a model that is there. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { loadModel, type Model } from "../../src/index.ts"
import { done, mlwright } from "./mlwright.ts"
import { csv, expectRefused, header, projectThatRan, rows } from "./small-project.ts"

const project = projectThatRan()

/** Boosting alone, in a second. */
const boosting = ["--set", "train.estimators=[boosting]", "--set", "gate.allowWorseThanChampion=true"]
const onward = [...boosting, "--set", "train.warmStart=latest"]
const fourRounds = [...onward, "--set", "train.warmStartRounds=4"]

const treesOf = async (folder: string): Promise<number> => {
  const { estimator } = await loadModel(join(folder, "model"))
  const count = (inner: Model["estimator"]): number => {
    switch (inner.kind) {
      case "trees":
        return inner.roots.length
      case "blend":
        return inner.members.reduce((sum, member) => sum + count(member), 0)
      case "transformed":
      case "calibrated":
        return count(inner.inner)
      default:
        return 0
    }
  }
  return count(estimator)
}

test("trees are added to those of a version, and the lineage says to which", async () => {
  const folder = await project()
  await done(folder, "run", ...boosting)
  const before = await treesOf(folder)
  const open = await mlwright(folder, "run", ...onward)
  expectRefused(open, { exit: 2, code: "train.warm-start-rounds-open", hint: /train\.warmStartRounds/ })

  const { json } = await done(folder, "run", ...fourRounds)
  const training = JSON.parse(readFileSync(join(folder, "reports/training.json"), "utf8"))
  expect(training.warmStart).toMatchObject({ model: "models:/made/2", rounds: 4 })
  const lineage = JSON.parse(readFileSync(join(json.model.path, "lineage.json"), "utf8"))
  expect(lineage.warmStart).toEqual(training.warmStart)
  expect(await treesOf(folder)).toBeGreaterThan(before)

  const again = await done(folder, "run", ...fourRounds)
  expect(again.json.stages.every(({ status }: { status: string }) => status === "cached")).toBe(true)
})

test("a model of other columns is refused by name, and what names none as well", async () => {
  const folder = await project()
  const missing = await mlwright(folder, "run", "features", "--set", "train.warmStart=nothing-here")
  expectRefused(missing, { exit: 2, code: "registry.ref-not-found", hint: /./ })
  const path = join(folder, "schema.yaml")
  const text = readFileSync(path, "utf8")
  writeFileSync(path, text.replace(/(name: height\n(?: {4}.*\n)*? {4}role: )feature/, "$1ignored"))
  expect(readFileSync(path, "utf8")).not.toBe(text)
  const other = await mlwright(folder, "run", "features", "--set", "train.warmStart=champion")
  expectRefused(other, { exit: 2, code: "stages.warm-start-differs", message: /"height" is integer/, hint: /never/ })
})

test("champion is none to go on from in a first run, which says so and starts anew", async () => {
  const folder = await project()
  writeFileSync(join(folder, "table.csv"), csv(header, rows))
  await done(
    folder,
    "init",
    "fresh",
    "--data",
    "table.csv",
    "--target",
    "price",
    "--yes",
    "--set",
    "train.warmStart=champion",
  )
  const { stdout } = await mlwright(join(folder, "fresh"), "run", "features")
  expect(JSON.parse(stdout).stages.at(-1)).toMatchObject({ name: "features", status: "ran" })
})
