import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Rows } from "../../schema/index.ts"
import { schemaOf, wordColumn } from "../fixtures/random-table.ts"
import { checkUserFeatures } from "./check-user-features.ts"
import { findImport } from "./find-import.ts"
import { compileUserFeatures, userFeaturesOf } from "./user-code.ts"
import { applyUserFeatures } from "./user-features.ts"

const schema = schemaOf([
  { name: "a", type: "number" },
  { name: "open", type: "boolean" },
  { name: "city", type: "category" },
])
const rows: Rows = {
  count: 3,
  columns: new Map([
    ["a", { kind: "number", values: Float64Array.of(1, 2, Number.NaN) }],
    ["open", { kind: "number", values: Float64Array.of(1, 0, Number.NaN) }],
    ["city", wordColumn(["Rome", null, "Oslo"])],
  ]),
}

async function applied(code: string) {
  const own = await userFeaturesOf(code)
  return applyUserFeatures(own, rows, schema).columns
}

async function tried(code: string) {
  return checkUserFeatures(await userFeaturesOf(code), rows, schema)
}

describe("applyUserFeatures", () => {
  it("hands a row's cells to a row feature and stores what it gives", async () => {
    const columns = await applied(`export const rowFeatures = {
      next: (row) => (row.a === null ? null : row.a + 1),
      shut: (row) => row.open === false,
      shout: (row) => row.city?.toUpperCase() ?? null,
    }`)
    expect(columns.get("next")).toEqual({ kind: "number", values: Float64Array.of(2, 3, Number.NaN) })
    expect(columns.get("shut")).toEqual({ kind: "number", values: Float64Array.of(0, 1, 0) })
    expect(columns.get("shout")).toEqual({ kind: "string", codes: Int32Array.of(0, -1, 1), words: ["ROME", "OSLO"] })
  })

  it("hands whole columns to a column feature", async () => {
    const columns = await applied("export const columnFeatures = { twice: ({ a }) => a.map((x) => x && x * 2) }")
    expect(columns.get("twice")).toEqual({ kind: "number", values: Float64Array.of(2, 4, Number.NaN) })
  })

  it("takes a number that is not finite for missing", async () => {
    const columns = await applied("export const rowFeatures = { inverse: (row) => 1 / (row.a - 1) }")
    expect(columns.get("inverse")).toEqual({ kind: "number", values: Float64Array.of(Number.NaN, 1, -1) })
  })

  it("does not let a feature change the rows", async () => {
    await expect(applied("export const rowFeatures = { bad: (row) => { row.a = 5; return 1 } }")).rejects.toMatchObject(
      {
        code: "feature.user-feature-failed",
      },
    )
    await expect(
      applied("export const columnFeatures = { bad: ({ a }) => { a[0] = 5; return a } }"),
    ).rejects.toMatchObject({ code: "feature.user-feature-failed" })
  })

  it.each([
    ["throws in a row", "export const rowFeatures = { bad: (row) => row.city.length }", "user-feature-failed", /row 2/],
    [
      "throws in a column",
      "export const columnFeatures = { bad: () => { throw new Error('no luck') } }",
      "user-feature-failed",
      /no luck/,
    ],
    [
      "gives undefined",
      "export const rowFeatures = { bad: () => undefined }",
      "user-feature-type",
      /undefined for row 1/,
    ],
    ["gives an object", "export const rowFeatures = { bad: () => ({}) }", "user-feature-type", /a object|an object/],
    [
      "gives text after numbers",
      "export const rowFeatures = { bad: (row) => row.city ?? 3 }",
      "user-feature-type",
      /a string or null/,
    ],
    [
      "gives too few values",
      "export const columnFeatures = { bad: () => [1] }",
      "user-feature-type",
      /3 values, it gave 1 values/,
    ],
    ["gives no list", "export const columnFeatures = { bad: () => 1 }", "user-feature-type", /a list of 3 values/],
  ])("says which feature %s", async (...[, code, error, message]) => {
    await expect(applied(code)).rejects.toMatchObject({
      code: `feature.${error}`,
      message: expect.stringMatching(message),
      detail: { feature: "bad" },
    })
  })
})

describe("checkUserFeatures", () => {
  it("fixes how each column is stored, so that a lone missing value keeps its kind", async () => {
    const own = await tried("export const rowFeatures = { upper: (row) => row.city?.toUpperCase() ?? null }")
    const missing: Rows = { count: 1, columns: new Map([...rows.columns, ["city", wordColumn([null])]]) }
    expect(own.kinds).toEqual({ upper: "string" })
    expect(applyUserFeatures(own, { ...missing, count: 1 }, schema).columns.get("upper")).toEqual({
      kind: "string",
      codes: Int32Array.of(-1),
      words: [],
    })
  })

  it("refuses a column feature that looks at other rows", async () => {
    const code = "export const columnFeatures = { rank: ({ a }) => a.map((x) => x - Math.max(...a)) }"
    await expect(tried(code)).rejects.toMatchObject({
      code: "feature.user-feature-not-row-wise",
      detail: { feature: "rank" },
    })
  })

  it("refuses a feature that gives another value the second time", async () => {
    await expect(tried("let calls = 0; export const rowFeatures = { count: () => calls++ }")).rejects.toMatchObject({
      code: "feature.user-feature-unsteady",
    })
  })

  it("refuses the name of a column", async () => {
    await expect(tried("export const rowFeatures = { city: () => 1 }")).rejects.toMatchObject({
      code: "feature.user-feature-name",
    })
  })
})

describe("compileUserFeatures", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mlwright-feature-"))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function compile(source: string) {
    const path = join(folder, "features.ts")
    await writeFile(path, source)
    return compileUserFeatures(path)
  }

  it("takes the types out and leaves code that loads by itself", async () => {
    const { code } = await compile(`import type { Row } from "somewhere"
      const half = (x: number): number => x / 2
      export const rowFeatures = { half: (row: Row): number | null => (row.a === null ? null : half(row.a as number)) }`)
    const own = await userFeaturesOf(code)
    expect(own.columns).toEqual(["half"])
    expect(applyUserFeatures(own, rows, schema).columns.get("half")).toMatchObject({
      values: Float64Array.of(0.5, 1, Number.NaN),
    })
  })

  it.each([
    ["an import", 'import fs from "node:fs"\nexport const rowFeatures = {}', "feature.user-code-imports"],
    ["a dynamic import", "export const rowFeatures = { a: () => import('x') }", "feature.user-code-imports"],
    ["code that does not parse", "export const = 3", "feature.user-code-invalid"],
    ["an enum", "enum A { b }\nexport const rowFeatures = {}", "feature.user-code-invalid"],
    ["no features", "export const something = {}", "feature.user-code-invalid"],
    ["features that are no functions", "export const rowFeatures = { a: 3 }", "feature.user-code-invalid"],
    [
      "code that throws when loaded",
      "throw new Error('early'); export const rowFeatures = {}",
      "feature.user-code-invalid",
    ],
    [
      "one name twice",
      "const a = () => 1; export const rowFeatures = { a }, columnFeatures = { a }",
      "feature.user-code-invalid",
    ],
  ])("refuses %s", async (_, source, code) => {
    await expect(compile(source)).rejects.toMatchObject({ code })
  })

  it("names a file that is missing", async () => {
    await expect(compileUserFeatures(join(folder, "nowhere.ts"))).rejects.toMatchObject({ code: "base.file-missing" })
  })
})

describe("findImport", () => {
  it.each([
    ["// import x from 'y'\nconst a = 1", undefined],
    ["/* import x */ const a = 'import x'", undefined],
    ["const text = `\nimport nothing`", undefined],
    ["const important = 1; row.import", undefined],
    ["const a = 1\n\nimport x from 'y'", 3],
    ["export { a } from './b.js'", 1],
    ["export * from './b.js'", 1],
    ["const fs = require('fs')", 1],
    ["const here = import.meta.url", 1],
    ["export const from = { a: 1 }", undefined],
  ])("of %j is line %s", (code, line) => {
    expect(findImport(code)).toBe(line)
  })
})
