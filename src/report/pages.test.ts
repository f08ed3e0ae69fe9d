import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../base/index.ts"
import { type Evaluation, evaluate, evaluateSettings } from "../evaluate/index.ts"
import type { ColumnFacts, ColumnSchema, Rows } from "../schema/index.ts"
import { sketchRows } from "../schema/index.ts"
import type { Profile } from "../table/index.ts"
import type { About } from "./about.ts"
import { modelCard } from "./card.ts"
import { evaluationPage } from "./evaluation-page.ts"
import { explorePage } from "./explore-page.ts"
import { validationPage } from "./validation-page.ts"

const hostile = `<img src=x onerror=alert(1)>"'&|\``

const about: About = {
  model: `model ${hostile}`,
  version: "3",
  objective: `Help ${hostile}`,
  target: { name: `price ${hostile}`, unit: hostile },
  data: { files: [`data/${hostile}.csv`], trainRows: 800, testRows: 200, split: "at random" },
  preparation: { inputs: 2, features: 5, dropped: [{ column: hostile, reason: `constant ${hostile}` }] },
  training: {
    winner: "trees",
    from: { model: `homes ${hostile}`, rounds: 35 },
    candidates: [{ name: `trees ${hostile}`, score: 1, deviation: 0.1, chosen: true }],
  },
  lineage: [["Code", "git 3b9af1c"]],
}

function rowsOf(count: number): { rows: Rows; schema: { columns: readonly ColumnSchema[] } } {
  const random = seededRandom("rows")
  const column = { role: "feature", nullable: true } as const
  return {
    rows: {
      count,
      columns: new Map([
        ["size", { kind: "number", values: Float64Array.from({ length: count }, () => random.normal()) }],
        [
          hostile,
          { kind: "string", codes: Int32Array.from({ length: count }, () => random.integer(2)), words: [hostile, "b"] },
        ],
      ]),
    },
    schema: {
      columns: [
        { ...column, name: "size", type: "number" },
        { ...column, name: hostile, type: "category" },
      ],
    },
  }
}

function evaluationOf(classes: number): Evaluation {
  const { rows, schema } = rowsOf(300)
  const random = seededRandom("answers")
  const task = classes === 0 ? "regression" : classes === 2 ? "binary" : "multiclass"
  const truth = Float64Array.from({ length: 300 }, () => (classes === 0 ? random.normal() : random.integer(classes)))
  const raw = Array.from({ length: classes }, (_none, label) =>
    truth.map((own) => random.next() + (own === label ? 0.5 : 0)),
  )
  const probabilities = raw.map((share) =>
    share.map((value, row) => value / raw.reduce((sum, one) => sum + one[row]!, 0)),
  )
  const values = truth.map((own, row) => {
    if (classes === 0) return own + random.normal() * 0.1
    const here = probabilities.map((share) => share[row]!)
    return here.indexOf(Math.max(...here))
  })
  const predicted = { values, probabilities }
  return evaluate(
    {
      task,
      classes: Array.from({ length: classes }, (_none, label) => `${label} ${hostile}`),
      truth,
      predicted,
      baseline: {
        values: values.map(() => 0),
        probabilities: probabilities.map((share) => share.map(() => 1 / classes)),
      },
      rows,
      schema,
      predictWith: () => predicted,
      ...(classes === 0 ? {} : { setsFor: () => Array.from(values, (label) => [label]) }),
    },
    evaluateSettings.parse({ bootstrapSamples: 50 }),
    seededRandom(1),
  )
}

/** A profile of `columns` columns; every third has no missing value, every second is words. */
function profileOf(columns: number, words: number): Profile {
  const rows = 400
  const random = seededRandom("profile")
  const names = Array.from({ length: columns }, (_none, index) => `column ${index} ${hostile}`)
  const schema = {
    columns: names.map(
      (name, index): ColumnSchema => ({
        name,
        type: index % 2 === 0 ? "number" : "category",
        role: index === 0 ? "target" : "feature",
        nullable: true,
      }),
    ),
  }
  const all: Rows = {
    count: rows,
    columns: new Map(
      names.map((name, index) => [
        name,
        index % 2 === 0
          ? { kind: "number", values: Float64Array.from({ length: rows }, () => random.normal() ** 3) }
          : {
              kind: "string",
              codes: Int32Array.from({ length: rows }, () => random.integer(Math.min(words, 1000))),
              words: Array.from(
                { length: Math.min(words, 1000) },
                (_word, code) => `${hostile} ${code} ${"long ".repeat(200)}`,
              ),
            },
      ]),
    ),
  }
  const facts = names.map(
    (name, index): ColumnFacts => ({
      name,
      type: index % 2 === 0 ? "number" : "string",
      rows,
      missing: index % 3,
      distinct: words,
      allUnique: false,
      examples: [hostile],
    }),
  )
  return {
    rows,
    dropped: 0,
    columns: facts,
    uses: [],
    suspects: [],
    advice: names.map((column) => ({
      column,
      kind: "missing",
      text: `${column} is missing`,
      setting: "schema.yaml: role",
    })),
    dialect: {
      ...{ delimiter: ";", quote: '"', escape: "double", comment: "", trim: false, returns: false },
      ...{ skipLines: 0, header: true, trailing: false, rowNames: false, names, titles: [], zeros: 0 },
      encoding: { name: "utf-8", evidence: "all bytes are", broken: false, plain: true },
    },
    files: ["data.csv"],
    changes: [],
    schema,
    sketch: sketchRows(schema, all),
    sketchedRows: rows,
    shapes: [],
    relations: { rows, columns: [], strength: [], pairs: [] },
    missingTogether: [{ columns: ["size", "price"], share: 0.25 }],
    duplicates: { rows: 0, inputs: 0, contradicting: 0, oneIn: 1 },
    target: undefined,
    overTime: undefined,
    later: [],
    oddRows: { empty: 0, totals: [] },
  }
}

const drift = {
  drifted: true,
  share: 0.5,
  columns: [
    {
      column: hostile,
      test: "jensen-shannon",
      statistic: 0.4,
      threshold: 0.1,
      pValue: 1e-9,
      adjustedPValue: 2e-9,
      distance: 0.4,
      stabilityIndex: 1.2,
      stabilityThreshold: 0.1,
      missing: { reference: 0, current: 0.25, pValue: 1e-8, drifted: true },
      change: `"${hostile}" 0 % to 40 %`,
      effect: 0.12,
      drifted: true,
    },
    {
      column: "calm",
      test: "chi-square",
      statistic: 1,
      threshold: 8,
      pValue: 0.6,
      adjustedPValue: 1,
      distance: 0.01,
      stabilityIndex: 0.01,
      stabilityThreshold: 0.1,
      change: '"a" 10 % to 11 %',
      drifted: false,
    },
  ],
  untested: [{ column: hostile, reason: "a date" }],
} as const

const checks = [
  { column: hostile, check: "range", ok: false, severity: "error", detail: `wanted 0 to 1, came ${hostile}` },
  { column: null, check: "rows", ok: true, severity: "error", detail: "400 rows" },
] as const

const pages: readonly (readonly [string, () => Promise<string>])[] = [
  ["evaluation of a regression", () => evaluationPage(evaluationOf(0), about)],
  ["evaluation of two classes", () => evaluationPage(evaluationOf(2), about)],
  ["evaluation of four classes", () => evaluationPage(evaluationOf(4), about)],
  ["exploration", () => explorePage(profileOf(6, 5), `taxi ${hostile}`)],
  ["validation", async () => validationPage({ source: `new ${hostile}`, ok: false, rows: 400, checks, drift })],
]

/** The page without the one script whose hash it names. */
function withoutOwnScript(page: string): string {
  const [whole, script = ""] = /<script>([^<]*)<\/script>/.exec(page) ?? [""]
  const hash = createHash("sha256").update(script).digest("base64")
  return page.includes(`script-src 'sha256-${hash}'`) ? page.replace(whole, "") : page
}

describe.each(pages)("page of an %s", (_name, make) => {
  it("loads nothing, runs nothing but its own script and escapes what comes from the table", async () => {
    const page = await make()
    expect(withoutOwnScript(page)).not.toMatch(
      /<script|<link|<iframe|<object|<img|@import|url\((?!["']?#)|javascript:| on\w+="/i,
    )
    expect(page).not.toMatch(/(?:src|href)="(?!#)/)
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;")
  })

  it("has a title, headings in order, captions, and a label on every picture", async () => {
    const page = await make()
    expect(page.match(/<h1/g)).toHaveLength(1)
    expect(page.match(/<h2/g)!.length).toBe(page.match(/<section/g)!.length)
    expect(page).toMatch(/<title>[^<]+<\/title>/)
    expect(page.match(/<table/g)?.length).toBe(page.match(/<caption/g)?.length)
    expect(page.match(/<svg/g)?.length).toBe(
      page.match(/<svg[^>]*role="img"[^>]*aria-label="[^"]+"|<svg role="img" aria-label="[^"]+"/g)?.length,
    )
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it("has each id once, so that navigation and pictures find their own", async () => {
    const ids = [...(await make()).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("is the same text every time", async () => {
    expect(await make()).toBe(await make())
  })
})

it("page and card name the model that training went on from, and whether prediction sets hold", async () => {
  const evaluation = evaluationOf(3)
  const [page, card] = [await evaluationPage(evaluation, about), modelCard(evaluation, about)]
  for (const text of [page, card]) expect(text).toContain("which adds 35 boosting rounds to homes")
  expect(page).toContain("Prediction sets: do they hold what they promise?")
  expect(card).toMatch(/Prediction sets for 90 % of the rows \| hold \d/)
})

describe("size", () => {
  it("stays under 2 MB for 1,000 columns and words by the hundred thousand", async () => {
    const page = await explorePage(profileOf(1000, 100_000), "wide")
    expect(page.length).toBeLessThan(2_000_000)
    expect(page).toContain("column 999")
  })

  it("stays under 2 MB for 10,000 failed checks", () => {
    const many = Array.from({ length: 10_000 }, (_none, index) => ({
      ...checks[0],
      column: `${index} ${"long ".repeat(50)}`,
    }))
    expect(validationPage({ source: "wide", ok: false, rows: 1, checks: many }).length).toBeLessThan(2_000_000)
  })
})

describe("modelCard", () => {
  it.each([0, 2, 4])("goes through the phases and has whole tables for %i classes", (classes) => {
    const card = modelCard(evaluationOf(classes), about)
    const headings = [...card.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(["Goal", "Data", "Preparation", "Modelling", "Evaluation", "Limits", "Origin"])
    for (const table of card.match(/(?:^\|.*\|\n?)+/gm)!) {
      const widths = table
        .trim()
        .split("\n")
        .map((line) => line.replaceAll("\\|", "").split("|").length)
      expect(new Set(widths).size).toBe(1)
    }
  })

  it("lets no text of the table act as markup", () => {
    const prose = modelCard(evaluationOf(0), about).replaceAll(/`[^`]*`/g, "")
    expect(prose).not.toMatch(/(?<!\\)</)
  })
})
