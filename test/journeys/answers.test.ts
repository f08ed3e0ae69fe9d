/** What a prediction can be asked for besides its number, and what decides between two classes. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"
import { csv, expectRefused, projectThatRan } from "./small-project.ts"

const project = projectThatRan()

/** Cells of a table without quotes. */
const read = (path: string): readonly (readonly string[])[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","))

describe("predict", () => {
  test("--interval adds between which numbers the truth lies, and most of the rows keep to it", async () => {
    const folder = await project()
    await done(folder, "predict", "good.csv", "-o", "out.csv", "--interval", "0.8")
    const [header, ...rows] = read(join(folder, "out.csv"))
    expect(header!.slice(-3)).toEqual(["prediction", "prediction_low", "prediction_high"])
    const [truth, low, high] = ["price", "prediction_low", "prediction_high"].map((name) => header!.indexOf(name))
    const held = rows.filter(
      (row) => Number(row[truth!]) >= Number(row[low!]) && Number(row[truth!]) <= Number(row[high!]),
    )
    expect(held.length).toBeGreaterThan(rows.length / 2)
  })

  test("--explain says in words what moved each prediction, and as numbers that add up", async () => {
    const folder = await project()
    const { json } = await done(folder, "predict", "good.csv", "-o", "out.json", "--explain", "2")
    const written = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"))
    expect(written[0].explanation).toMatch(/^.+ from [\d.,]+: (width|height|colour) \S+ [+-][\d.,e-]+; /)
    const [first] = json.explanations
    expect(json.explanations).toHaveLength(60)
    expect(first).toMatchObject({ row: 0, unit: expect.any(String), exact: expect.any(Boolean) })
    if (first.unit === "answer") {
      const sum = first.contributions.reduce(
        (total: number, one: { contribution: number }) => total + one.contribution,
        first.base,
      )
      expect(sum).toBeCloseTo(written[0].prediction, 6)
    }
  })

  test("a share that so few rows cannot tell, and one that is none, are refused", async () => {
    const folder = await project()
    expectRefused(await mlwright(folder, "predict", "good.csv", "-o", "out.csv", "--interval", "0.999"), {
      exit: 2,
      code: "model.interval-level",
      hint: /smaller share/,
    })
    expectRefused(await mlwright(folder, "predict", "good.csv", "-o", "out.csv", "--interval", "90"), {
      exit: 2,
      code: "cli.argument-invalid",
      hint: /--help/,
    })
  })
})

test("of two classes the second is answered by what errors cost, wherever the model is asked", async () => {
  const folder = await workFolder()
  const rows = Array.from({ length: 200 }, (_, row) => {
    const [size, chance] = [row % 50, (row * 7919) % 97] // of which no column tells
    return `${size},${row % 3},${3 * size + chance > 120 ? "late" : "on time"}`
  })
  writeFileSync(join(folder, "trips.csv"), csv("size,other,arrival", rows))
  await done(
    folder,
    "init",
    "made",
    "--data",
    "trips.csv",
    "--target",
    "arrival",
    "--yes",
    "--set",
    "train.estimators=[linear]",
  )
  const made = join(folder, "made")
  const share = async (...settings: readonly string[]): Promise<number> => {
    await done(made, "run", ...settings)
    await done(made, "predict", "../trips.csv", "-o", "out.csv")
    const [header, ...answers] = read(join(made, "out.csv"))
    const positive = JSON.parse(readFileSync(join(made, "model/model.json"), "utf8")).classes[1]
    return answers.filter((row) => row[header!.indexOf("prediction")] === positive).length
  }
  const careful = await share("--set", "evaluate.costs.falseNegative=50")
  const sure = await share("--set", "evaluate.threshold=0.95")
  expect(careful).toBeGreaterThan(sure)
  const evaluation = JSON.parse(readFileSync(join(made, "reports/evaluation.json"), "utf8"))
  expect(evaluation.classification.decision).toMatchObject({ threshold: 0.95 })
})
