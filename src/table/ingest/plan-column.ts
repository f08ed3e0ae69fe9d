import type { SourceType } from "../../schema/index.ts"
import { type Guess, guessStored, guessType, type TableHabits, toleratedShare } from "../guess/guess.ts"
import { wordMarks } from "../guess/missing-marks.ts"
import { type Cast, castColumn } from "../query/cast.ts"
import type { SourceColumn } from "../source.ts"

/** How the texts of a column are read, and how sure that is. */
export interface ColumnPlan {
  readonly column: SourceColumn
  readonly guess: Guess
  readonly cast: Cast
  /** Some values as the file writes them, different ones. */
  readonly examples: readonly string[]
  readonly decimals: boolean
  /** Values that kept the column from being what most of it is. */
  readonly misfits?: { readonly count: number; readonly type: SourceType; readonly example: string }
  /** Ways of writing that were tried on all rows, and how many values did not fit. */
  readonly tried: readonly { readonly format: string | undefined; readonly misfits: number }[]
}

/** What all rows say of a planned column. */
export interface PlanCounts {
  readonly present: number
  readonly bad: number
  /** Bad ones that are infinite numbers. */
  readonly infinite: number
  /** Bad ones that are what the column is called: where files were put behind one another, or a table was printed in pages. */
  readonly headers: number
  readonly example: string
  readonly fractions: number
  readonly largest: number
  /** Of a date: the largest day of the month. */
  readonly lastDay: number
  /** Different values among the marks that may mean "no value". */
  readonly marks: readonly string[]
}

/** @param texts some cells of the column */
export function planColumn(
  column: SourceColumn,
  texts: readonly (string | undefined)[],
  habits: TableHabits,
): ColumnPlan {
  const cells = withoutHeaders(column, texts)
  const present = cells.filter((text) => text !== undefined)
  const plain = {
    column,
    examples: [...new Set(present)].slice(0, 10),
    decimals: present.some((text) => /[.eE]/.test(text)),
    tried: [],
  }
  return planOf(plain, guessOf(column, cells, habits))
}

/** Cells without repeated headers; where nothing else would be left, a value happens to be what the column is called. */
function withoutHeaders(column: SourceColumn, texts: readonly (string | undefined)[]): readonly (string | undefined)[] {
  if (column.kind !== "text") return texts
  const others = texts.filter((text) => text?.trim() !== headerOf(column))
  return others.some((text) => text !== undefined) ? others : texts
}

/** What the file calls a column. */
export function headerOf({ name, called = name }: SourceColumn): string {
  return called
}

/** The same plan when it holds for all rows, else one that fits more of them. */
export function revisePlan(plan: ColumnPlan, counts: PlanCounts): ColumnPlan {
  const { guess } = plan
  const native = plan.column.kind !== "text" && plan.column.kind !== "string"
  if (native) return plan.guess.type === "string" ? plan : revised(plan, counts, 0)
  const own = guess.missing ?? []
  const late = (guess.type === "string" ? (wordMarks(counts.marks).missing ?? []) : counts.marks).filter(
    (mark) => mark !== "+" && !own.includes(mark),
  )
  if (late.length > 0) return planOf(plan, { ...guess, missing: [...own, ...late].sort() })
  return guess.type === "string" ? plan : revised(plan, counts, counts.bad - counts.infinite - counts.headers)
}

function revised(plan: ColumnPlan, counts: PlanCounts, misfits: number): ColumnPlan {
  const { guess, tried } = plan
  const [next, ...otherFormats] = guess.otherFormats ?? []
  const results = [...tried, { format: guess.format, misfits }]
  if (misfits > 0 && next !== undefined) {
    return planOf({ ...plan, tried: results }, { ...guess, format: next, otherFormats })
  }
  const best = results.reduce((one, other) => (other.misfits < one.misfits ? other : one))
  if (best.misfits < misfits && best.format !== undefined) {
    return planOf({ ...plan, tried: [] }, { ...guess, format: best.format, otherFormats: [] })
  }
  if (misfits > counts.present * toleratedShare) {
    return planOf(
      { ...plan, misfits: { count: misfits, type: guess.type, example: counts.example } },
      { type: "string" },
    )
  }
  const isTooLong = counts.largest > Number.MAX_SAFE_INTEGER && counts.fractions === 0 && !plan.decimals
  // Whole numbers beyond what a double holds name things; as words they stay exact.
  return guess.type === "number" && isTooLong ? planOf(plan, { type: "string", digits: true }) : plan
}

/** Days and months, or a mark in numbers, could be meant the other way, and no row decides it. */
export function isAmbiguous({ guess, tried }: ColumnPlan, { lastDay }: PlanCounts): boolean {
  if ((guess.otherFormats ?? []).length === 0 || tried.length > 0) return false
  return guess.type === "number" || lastDay <= 12
}

function guessOf({ kind }: SourceColumn, texts: readonly (string | undefined)[], habits: TableHabits): Guess {
  if (kind === "text") return guessType(texts, habits)
  if (kind === "string") return guessStored(texts)
  return { type: kind === "integer" ? "number" : kind }
}

function planOf(plan: Omit<ColumnPlan, "guess" | "cast">, guess: Guess): ColumnPlan {
  const { type, format, missing } = guess
  const wanted = {
    type: type === "string" ? "text" : type,
    ...(format !== undefined && { format }),
    ...(missing !== undefined && { missing }),
  } as const
  return { ...plan, guess, cast: castColumn(plan.column.key, plan.column.kind, wanted) }
}
