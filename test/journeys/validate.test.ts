import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { done, mlwright } from "./mlwright.ts"
import { csv, header, projectThatRan, rows } from "./small-project.ts"

/** The same rows, each 9 wider. */
const wider = rows.map((row) => row.replace(/^\d+/, (width) => String(Number(width) + 9)))

describe("mlwright validate", () => {
  const copyOfProject = projectThatRan()

  test("finds nothing wrong with rows like those of the training, and leaves the pipeline as it was", async () => {
    const project = await copyOfProject()
    const { json } = await done(project, "validate", "good.csv")
    expect(json).toMatchObject({ ok: true, rows: 60, drift: { drifted: false, share: 0 } })
    expect(json.drift.columns.length).toBe(4)
    expect(json.checks.every(({ ok }: { ok: boolean }) => ok)).toBe(true)
    const { json: again } = await done(project, "run")
    expect(again.stages.every(({ status }: { status: string }) => status === "cached")).toBe(true)
  })

  test("names the column that drifted, what moved and what it does to the predictions, in JSON and on a page", async () => {
    const project = await copyOfProject()
    writeFileSync(join(project, "wider.csv"), csv(header, wider))
    const { json } = await done(project, "validate", "wider.csv")
    const [first] = json.drift.columns
    expect(first).toMatchObject({ column: "width", test: "kolmogorov-smirnov", drifted: true })
    expect(first.change).toMatch(/ to /)
    expect(first.effect).toBeGreaterThan(1)
    const report = JSON.parse(readFileSync(join(project, "reports/drift.json"), "utf8"))
    expect(report.drift).toEqual(json.drift)
    expect(json.report).toBe(join(project, "reports/drift.html"))
    expect(readFileSync(json.report, "utf8")).toContain("What drifted")
  })

  test("ends with 4 when the settings make drift a failure, and says it first", async () => {
    const project = await copyOfProject()
    writeFileSync(join(project, "wider.csv"), csv(header, wider))
    const strict = ["--set", "validate.drift=error", "--set", "validate.driftShare=0.1"]
    expect(await mlwright(project, "validate", "wider.csv", ...strict)).toMatchObject({ code: 4, json: { ok: false } })
    expect((await mlwright(project, "validate", "good.csv", ...strict)).code).toBe(0)
  })

  test("holds a file to rules of rows, age and repetition that the settings state", async () => {
    const project = await copyOfProject()
    writeFileSync(join(project, "twice.csv"), csv(header, [...rows, ...rows]))
    const rules = ["--set", "validate.maxRows=100", "--set", "validate.duplicates=error"]
    const { code, json } = await mlwright(project, "validate", "twice.csv", ...rules)
    expect(code).toBe(4)
    expect(json.checks.slice(0, 2).map(({ check }: { check: string }) => check)).toEqual(["rows", "duplicates"])
    expect(existsSync(join(project, "reports/drift.json"))).toBe(true)
  })
})
