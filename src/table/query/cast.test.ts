import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type ColumnSchema, cellParser } from "../../schema/index.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, useScratch } from "../scratch.test-support.ts"

const scratch = useScratch()

/** What a file and a request make of the same cells; `refused` when they cannot be read. */
async function readBoth(column: ColumnSchema, cells: readonly string[]): Promise<readonly [unknown, unknown]> {
  const schema = { columns: [column, { name: "n", type: "integer", role: "feature", nullable: false } as const] }
  const rows = cells.map((cell, row) => [cell, String(row)])
  const quoted = rows.map(([cell, row]) => `"${cell!.replaceAll('"', '""')}",${row}`)
  await scratch.put("both.csv", `a,n\n${quoted.join("\n")}\n`)
  const settings = {
    delimiter: ",",
    quote: '"',
    escape: "double",
    comment: "none",
    spaces: "keep",
    header: "yes",
  } as const
  const request = cellParser(schema)({ header: ["a", "n"], cells: rows as string[][] })
  const asked = request.problems.length > 0 ? "refused" : request.rows.columns.get("a")
  const read = readRows("both.csv", schema, {
    columns: "all",
    ...scratch.options({ ...settings, skipLines: 0, encoding: "utf-8" }),
  })
  const filed = request.problems.length > 0 ? (await errorOf(read)).code : (await read).columns.get("a")
  return [filed === "table.value-unreadable" ? "refused" : filed, asked]
}

const column = (more: Partial<ColumnSchema>): ColumnSchema => ({
  ...{ name: "a", type: "number", role: "feature", nullable: true },
  ...more,
})

const digits = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map(String)

/** Cells in and near the form of a column. */
const forms: readonly (readonly [string, ColumnSchema, fc.Arbitrary<string>])[] = [
  [
    "numbers with points between thousands and a decimal comma",
    column({ format: "1.234,5 €" }),
    fc
      .tuple(
        fc.constantFrom("", "-", "+", "(", "−"),
        digits(999),
        fc.constantFrom("", ".000", ".123.456", ".12"),
        fc.constantFrom("", ",5", ",25", ","),
        fc.constantFrom("", " €", "€", ")"),
      )
      .map((parts) => parts.join("")),
  ],
  [
    "dollars",
    column({ format: "$1,234.5" }),
    fc
      .tuple(
        fc.constantFrom("", "-", "-$", "$-", "$", "($"),
        digits(9999),
        fc.constantFrom("", ",000", ",123"),
        fc.constantFrom("", ".5", ".257"),
        fc.constantFrom("", ")", " "),
      )
      .map((parts) => parts.join("")),
  ],
  [
    "clock durations",
    column({ format: "h:mm:ss" }),
    fc
      .tuple(
        fc.constantFrom("", "-", "2 days, ", "1 ", "3."),
        digits(120),
        fc.constant(":"),
        digits(70).map((text) => text.padStart(2, "0")),
        fc.constant(":"),
        digits(70).map((text) => text.padStart(2, "0")),
        fc.constantFrom("", ".5", ".123456"),
      )
      .map((parts) => parts.join("")),
  ],
  [
    "durations of ISO 8601",
    column({ format: "PT1H2M3S" }),
    fc
      .tuple(
        fc.constantFrom("P", "p", "-P"),
        fc.constantFrom("", "1W", "2D", "1.5D"),
        fc.constantFrom("", "T", "T5H", "T7M", "T0.1S", "T1H2M3.25S"),
      )
      .map((parts) => parts.join("")),
  ],
  [
    "durations in words",
    column({ format: "1 day 2 h 3 min" }),
    fc
      .tuple(
        fc.constantFrom("", "1 week ", "3 days, ", "1.5d"),
        fc.constantFrom("", "2 h ", "2hours and ", "1 hr"),
        fc.constantFrom("", "5 min", "5m", "7 minutes 3 s", "20 ms", "x"),
      )
      .map((parts) => parts.join("").trim()),
  ],
  [
    "sentinels",
    column({ missing: ["-999", "?"] }),
    fc.constantFrom("-999", "-999.0", " ? ", "?", "1", "-99.9", "??", "-999e0"),
  ],
  [
    "truth words",
    column({ type: "boolean", format: "ja/nein", missing: ["-"] }),
    fc.constantFrom("ja", "JA", " nein", "yes", "0", "-", "vielleicht", "NA"),
  ],
  [
    "dates of two forms",
    column({ type: "date", format: "%d/%m/%Y|%d %b %Y" }),
    fc.constantFrom("31/12/2020", "1/2/2021", "5 Mar 2022", "2020-02-29", "2021-02-29", "12/31/2020", "NULL"),
  ],
  [
    "datetimes with an offset",
    column({ type: "datetime", format: "%d.%m.%Y %H:%M %z" }),
    fc.constantFrom("31.12.2020 10:00 +0200", "1.1.2021 00:30 -0530", "2020-12-31T10:00:00Z", "31.12.2020 10:00"),
  ],
  [
    "words with marks",
    column({ type: "category", categories: ["1", "2"], missing: ["?"] }),
    fc.constantFrom("1", "2.0", "?", " ? ", "3", "x", "NA"),
  ],
  ["identifiers", column({ type: "identifier" }), fc.constantFrom("007", "12345678901234567890", "1.0", " a ", "NA")],
]

describe("a cell", () => {
  it.each(forms)("of %s is the same to the bit in a file and in a request", async (_, schema, cell) => {
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 3 }), async (cells) => {
        const [filed, asked] = await readBoth(schema, cells)
        expect(filed).toEqual(asked)
      }),
      { numRuns: Number(process.env["MLWRIGHT_PROPERTY_RUNS"] ?? 12) },
    )
  })
})
