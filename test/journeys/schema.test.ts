import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"

const lines = Array.from(
  { length: 60 },
  (_, row) =>
    `${String((row % 28) + 1).padStart(2, "0")}/${String((row % 12) + 1).padStart(2, "0")}/2024;${row},5;${row % 7 === 0 ? "?" : "höher"};${row % 3 === 0 ? "ja" : "nein"}`,
)
const messy = Buffer.from(["Messwerte", "", "Datum;CO;Stufe;gut", ...lines, ""].join("\r\n"), "latin1")

describe("a table that a spreadsheet wrote", () => {
  it("becomes a project that records how it was read, and its schema is inferred, checked and compared", async () => {
    const folder = await workFolder()
    writeFileSync(join(folder, "messy.csv"), messy)
    await done(folder, "init", "p", "--data", "messy.csv", "--target", "CO", "--yes")
    const project = join(folder, "p")
    expect(readFileSync(join(project, "mlwright.yaml"), "utf8")).toContain(
      "  encoding: windows-1252\n  delimiter: ;\n  skipLines: 2\n",
    )
    const schema = readFileSync(join(project, "schema.yaml"), "utf8")
    expect(schema).toContain('format: "%d/%m/%Y"')
    expect(schema).toContain("format: 1234,5")
    expect(schema).toContain('missing: ["?"]')
    expect(schema).toContain("format: ja/nein")

    const held = await mlwright(project, "schema", "check", "../messy.csv")
    expect([held.code, held.json.ok]).toEqual([0, true])
    writeFileSync(join(folder, "other.csv"), Buffer.from(messy.toString("latin1").replaceAll(";ja", ";doch"), "latin1"))
    const broken = await mlwright(project, "schema", "check", "../other.csv")
    expect([broken.code, broken.json.ok]).toEqual([4, false])
    expect(broken.json.checks[0].detail).toContain(
      'column "gut" wants true or false in the form ja/nein and has "doch"',
    )
    const { json } = await done(project, "schema", "diff", "../other.csv")
    expect(json.changes.map(({ column, key }: { column: string; key: string }) => [column, key])).toEqual([
      ["gut", "type"],
      ["gut", "format"],
    ])

    writeFileSync(join(project, "schema.yaml"), schema.replace("  - name: CO", "  # carbon monoxide\n  - name: CO"))
    await done(project, "schema", "infer", "../messy.csv", "--out", "schema.yaml")
    expect(readFileSync(join(project, "schema.yaml"), "utf8")).toContain("# carbon monoxide\n  - name: CO")
  })
})
