import type { ColumnSchema } from "../../schema/index.ts"
import { numbersOf, wordsOf } from "../columns.ts"
import type { NumberSource } from "../encoder.ts"
import { draftCategory } from "./category-draft.ts"
import type { Draft, Training } from "./draft.ts"
import { draftNumber, readNumbers } from "./number-draft.ts"
import { statisticsOf } from "./statistics.ts"

/** Blocks that read one column which is not a date. */
export function draftColumn(column: ColumnSchema, training: Training): readonly Draft[] {
  switch (column.type) {
    case "integer":
    case "number":
    case "boolean":
      return draftNumeric(column, training)
    case "category":
    case "identifier":
      return draftWords(column, training)
    case "text":
      return draftText(column, training)
    case "date":
    case "datetime":
      return []
  }
}

function draftNumeric({ name, type }: ColumnSchema, training: Training): readonly Draft[] {
  const source: NumberSource = { kind: "column", column: name }
  const values = numbersOf(training.rows, name)
  const forms = { name, source, raw: true, linear: true, clipDeviations: training.settings.clipDeviations }
  const number = draftNumber(forms, values)
  if (number === undefined || type !== "integer") return number === undefined ? [] : [number]
  const levels = commonNumbers(values, training)
  if (levels.length < 3) return [number]
  const few = levels.length <= training.settings.maxOneHot
  if (few && levels.length * ROWS_A_HOT_NUMBER > values.length) return [number]
  const category = draftCategory(
    {
      name,
      source: { kind: "numbers", of: source, levels },
      label: (level) => String(levels[level]),
      oneHot: true,
      meanTarget: !few,
      frequency: !few,
    },
    training,
  )
  if (category === undefined) return [number]
  // Trees read the number itself; 0/1 features of a number are for linear models.
  const features = category.features.map((feature) => (few ? { ...feature, use: "linear" as const } : feature))
  return [number, { ...category, features }]
}

/** Whole numbers that may be codes rather than amounts: few of them, each with many rows. */
function commonNumbers(values: Float64Array, training: Training): readonly number[] {
  const { distinct, sorted } = statisticsOf(values)
  if (distinct > MOST_CODES || distinct * ROWS_A_CODE > values.length) return []
  const counts = new Map<number, number>()
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= training.settings.minCategoryRows).map(([value]) => value + 0)
}

function draftWords({ name }: ColumnSchema, training: Training): readonly Draft[] {
  const levels = commonWords(name, training)
  const category = draftCategory(
    {
      name,
      source: { kind: "words", column: name, levels },
      label: (level) => levels[level]!,
      oneHot: true,
      meanTarget: true,
      frequency: true,
    },
    training,
  )
  return category === undefined ? [] : [category]
}

/** Words with enough training rows, the most frequent first. */
export function commonWords(column: string, { rows, settings }: Training): readonly string[] {
  const { codes, words } = wordsOf(rows, column)
  const counts = new Int32Array(words.length)
  for (const code of codes) if (code >= 0) counts[code]!++
  return words
    .map((word, code) => ({ word, count: counts[code]! }))
    .filter(({ count }) => count >= settings.minCategoryRows)
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, settings.maxLevels)
    .map(({ word }) => word)
}

function draftText({ name }: ColumnSchema, training: Training): readonly Draft[] {
  const { codes } = wordsOf(training.rows, name)
  if (codes.every((code) => code < 0)) return []
  const { textBuckets, clipDeviations } = training.settings
  const lengths = (["characters", "words"] as const).map((unit) => {
    const source: NumberSource = { kind: "textLength", column: name, unit }
    const forms = { name: `${name}.${unit}`, source, raw: true, linear: true, clipDeviations }
    return draftNumber(forms, readNumbers(source, training.rows))
  })
  const hashed: Draft = {
    block: { kind: "text", column: name, buckets: textBuckets },
    features: Array.from({ length: textBuckets }, (_, bucket) => ({ name: `${name}#${bucket}`, use: "both" })),
    from: [name],
    outOfFold: [],
  }
  return [...lengths.filter((draft) => draft !== undefined), ...(textBuckets > 0 ? [hashed] : [])]
}

const MOST_CODES = 1000
const ROWS_A_CODE = 20
/** A 0/1 feature a number frees linear models from a straight line, at the price of a weight each. */
const ROWS_A_HOT_NUMBER = 200
