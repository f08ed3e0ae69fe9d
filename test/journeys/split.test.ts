import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"
import { csv, expectRefused, header, initFrom, rows } from "./small-project.ts"

test("what ships has learnt from all rows, the scores are of what had not, and they are kept apart", async () => {
  const folder = await workFolder()
  await initFrom(folder, csv(header, rows))
  const project = join(folder, "made")
  const all = await done(project, "run")
  expect(all.json.model).toMatchObject({ version: 1, refitRows: rows.length })
  expect(readFileSync(join(project, "reports/card.md"), "utf8")).toContain("fitted once more on all 60 rows")
  const apart = await done(project, "run", "--set", "split.refit=never")
  expect(apart.json.model).toMatchObject({ version: 2 })
  expect(apart.json.model).not.toHaveProperty("refitRows")
  expect(apart.json.metrics, "scores do not depend on what ships").toEqual(all.json.metrics)
  const [shipped, judged, other] = ["1", `${all.json.model.path}/judged`, "2"].map((model) =>
    done(project, "evaluate", "../table.csv", "--model", model),
  )
  expect((await judged!).json.metrics).toEqual((await other!).json.metrics)
  expect((await shipped!).json.metrics).not.toEqual((await other!).json.metrics)
  expect(existsSync(join(project, "model/judged"))).toBe(false)
})

test("a test set that is given is the one that scores are of, and is never learnt from", async () => {
  const folder = await workFolder()
  const parts = rows.map((row, at) => `${row},${at % 3 === 0 ? "test" : "train"}`)
  await initFrom(folder, csv(`${header},part`, parts))
  const project = join(folder, "made")
  const read = await mlwright(project, "run", "--set", "split.column=part")
  expectRefused(read, { exit: 2, code: "stages.split-column-read", hint: /part role: ignored/ })
  const path = join(project, "schema.yaml")
  await initFrom(folder, readFileSync(join(folder, "table.csv")), "--force", "--set", "split.column=part")
  expect(readFileSync(path, "utf8")).toMatch(/name: part\b[^-]*?role: ignored/)
  const { json } = await done(project, "run", "--set", "split.column=part")
  expect(json.model).not.toHaveProperty("refitRows")
  const test = rows.filter((_, at) => at % 3 === 0)
  writeFileSync(join(folder, "test.csv"), csv(header, test))
  const scored = await done(project, "evaluate", "../test.csv")
  expect(scored.json).toMatchObject({ rows: 20, metrics: json.metrics })
})
