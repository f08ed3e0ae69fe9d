import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { predict } from "../model/index.ts"
import { fitFeatures, profileTable, readTable, trainModel } from "./in-memory.ts"
import { scoreModel } from "./score-model.ts"

async function tableFile(header: string, lineOf: (row: number) => readonly (string | number)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-memory-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const lines = Array.from({ length: 200 }, (_none, row) => lineOf(row).join(","))
  await writeFile(join(folder, "table.csv"), `${[header, ...lines].join("\n")}\n`)
  return join(folder, "table.csv")
}

it("goes from a file to scores on rows that were held out", async () => {
  const file = await tableFile("width,height,price", (row) => [
    row % 17,
    (row * 7) % 23,
    (row % 17) * 3 + ((row * 7) % 23) + ((row * 13) % 5),
  ])
  const table = await readTable(file, { target: "price", task: "regression" })
  const prepared = fitFeatures(table, { testShare: 0.25 })
  expect([prepared.trainRows.count, prepared.testRows.count, prepared.target.length]).toEqual([150, 50, 150])
  const { model, trials } = await trainModel(prepared, { budgetSeconds: 1 })
  expect(trials.length).toBeGreaterThan(1)
  expect(scoreModel(model, prepared.testRows)["r2"]).toBeGreaterThan(0.95)
  const again = await trainModel(prepared, { budgetSeconds: 1 })
  expect(predict(again.model, prepared.testRows)).toEqual(predict(model, prepared.testRows))
})

it("learns classes, whose labels the model knows", async () => {
  const file = await tableFile("size,kind", (row) => [(row * 7) % 23, (row * 7) % 23 > 11 ? "large" : "small"])
  const prepared = fitFeatures(await readTable(file, { target: "kind" }))
  const { model } = await trainModel(prepared, { budgetSeconds: 1 })
  expect(model).toMatchObject({ task: "binary", classes: ["large", "small"] })
  expect(scoreModel(model, prepared.testRows)["auc"]).toBeGreaterThan(0.95)
})

it("profiles a file with and without a target", async () => {
  const file = await tableFile("width,price", (row) => [row % 17, (row % 17) * 3 + (row % 5)])
  expect((await profileTable(file)).target).toBeUndefined()
  expect((await profileTable(file, { target: "price" })).target?.information[0]?.column).toBe("width")
})
