import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
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

  test("leaves out rows that cannot be read when the settings say so, and every command counts them", async () => {
    const project = await copyOfProject()
    const bad = [...rows.slice(0, 30), rows[30]!.replace(/^\d+/, "wide"), "1,2", ...rows.slice(31)]
    writeFileSync(join(project, "bad.csv"), csv(header, bad))
    const drop = ["--set", "data.badRows=drop"]
    expect((await mlwright(project, "validate", "bad.csv")).json.error.code).toBe("table.rows-ragged")
    for (const command of [["validate"], ["schema", "check"]]) {
      const { json } = await done(project, ...command, "bad.csv", ...drop)
      expect(json).toMatchObject({ ok: true, rows: 59 })
      const [check] = json.checks
      expect(check).toMatchObject({ check: "readable", ok: false, severity: "warn" })
      expect(check.detail).toMatch(
        /^2 rows .* line 33: .*; line 32 of "[^"]*bad\.csv", column "width" wants .* "wide"$/,
      )
    }
    const predicted = await done(project, "predict", "bad.csv", "-o", "out.csv", ...drop)
    expect(predicted.json).toMatchObject({ rows: 59, leftOut: 2 })
    expect(predicted.stderr).toContain("1 written with an empty prediction, 1 left out")
    const lines = readFileSync(join(project, "out.csv"), "utf8").trim().split("\n")
    expect(lines.length).toBe(61)
    expect(lines.filter((line) => line.endsWith(","))).toEqual([`${bad[30]},`])
    expect((await done(project, "evaluate", "bad.csv", ...drop)).json).toMatchObject({ rows: 59, leftOut: 2 })
  })

  test("says the same of the project's own files, which are read piece by piece, as of a file", async () => {
    const project = await copyOfProject()
    writeFileSync(join(project, "wider.csv"), csv(header, wider))
    const { json: file } = await done(project, "validate", "wider.csv")
    const { json: own } = await done(project, "validate", "--set", "data.files=[wider.csv]")
    expect(own).toEqual(file)
    const lacking = csv(
      header.slice(header.indexOf(",") + 1),
      rows.map((row) => row.slice(row.indexOf(",") + 1)),
    )
    writeFileSync(join(project, "lacks.csv"), lacking)
    const { code, json } = await mlwright(project, "validate", "--set", "data.files=[lacks.csv]")
    expect([code, json.ok]).toEqual([4, false])
    expect(json.checks[0]).toMatchObject({ column: "width", check: "present", ok: false })
    expect(readdirSync(join(project, ".mlwright/tmp")).filter((name) => name.startsWith("validate-"))).toEqual([])
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
