import type { SourceType } from "../schema/index.ts"
import { type Cast, castBad, castColumn, castValue, firstStep } from "./cast.ts"
import type { DataSettings } from "./config.ts"
import { raggedLines, shownRows } from "./csv.ts"
import type { Engine } from "./engine.ts"
import { rowsRagged, type UnreadableValue, valuesUnreadable } from "./errors.ts"
import { type Guess, guessStored, guessType, toleratedShare } from "./guess.ts"
import { setTyped } from "./set-typed.ts"
import type { Source, SourceColumn } from "./source.ts"
import { withMalformed } from "./typed-files.ts"

/** A column whose type holds for all rows. */
export interface TypedColumn extends SourceColumn {
  readonly type: SourceType
  readonly format?: string
  /** Days and months could be the other way round, and no row decides it. */
  readonly ambiguous: boolean
  /** Some values as the file writes them, different ones. */
  readonly examples: readonly string[]
  /** Share of values that kept the column from being what most of it is, and what that is. */
  readonly misfits?: { readonly count: number; readonly type: SourceType; readonly example: string }
}

/** All rows in a view named `typed`, in the order of the files; `rowid` is the row from 0. */
export interface TypedTable {
  readonly rows: number
  readonly columns: readonly TypedColumn[]
  /** Rows left out because they could not be read. */
  readonly dropped: number
}

/**
 * Read all rows once with the types that a sample suggests; columns that a later row contradicts are read again as something
 * wider. `badRows` decides about rows that cannot be read at all.
 *
 * @throws table.rows-ragged, table.value-unreadable, table.file-malformed
 */
export async function readTyped(engine: Engine, source: Source, settings: DataSettings): Promise<TypedTable> {
  let plans = await guessColumns(engine, source, settings)
  for (let attempt = 0; ; attempt++) {
    const ragged = await load(engine, source, { plans, attempt, drop: settings.badRows === "drop" })
    const counts = await count(engine, plans)
    const next = plans.map((plan, index) => revise(plan, counts.columns[index]!))
    if (next.every((plan, index) => plan === plans[index])) {
      const bad = plans.filter((_, index) => counts.columns[index]!.bad > 0)
      const dropped = bad.length === 0 ? 0 : await dropBad(engine, bad, settings)
      const columns = plans.map((plan, index) => finish(plan, counts.columns[index]!))
      return { rows: counts.rows - dropped, columns, dropped: dropped + ragged }
    }
    plans = next
  }
}

interface Plan {
  readonly column: SourceColumn
  readonly guess: Guess
  readonly cast: Cast
  readonly examples: readonly string[]
  readonly decimals: boolean
  readonly misfits?: NonNullable<TypedColumn["misfits"]>
}

async function guessColumns(engine: Engine, source: Source, settings: DataSettings): Promise<readonly Plan[]> {
  const cells = source.columns.map((): (string | undefined)[] => [])
  const select = source.columns.map(({ key }) => `CAST(${key} AS VARCHAR)`).join(", ")
  const rejects = "sample_rejects"
  const sample = `SELECT ${select} FROM ${source.relation({ limit: settings.sampleRows, rejects })}`
  await withMalformed(source.files[0]!.name, async () => {
    for await (const chunk of engine.chunks(sample)) {
      for (const [index, texts] of cells.entries()) {
        for (const value of chunk.getColumnValues(index)) texts.push(typeof value === "string" ? value : undefined)
      }
    }
  })
  return source.columns.map((column, index) => {
    const texts = cells[index]!
    const present = texts.filter((text) => text !== undefined)
    const plain = {
      column,
      examples: [...new Set(present)].slice(0, 10),
      decimals: present.some((text) => /[.eE]/.test(text)),
    }
    return planOf(plain, guessOf(column, texts))
  })
}

function guessOf({ kind }: SourceColumn, texts: readonly (string | undefined)[]): Guess {
  if (kind === "text") return guessType(texts)
  if (kind === "string") return guessStored(texts)
  return { type: kind === "integer" ? "number" : kind }
}

function planOf(plan: Omit<Plan, "guess" | "cast">, guess: Guess): Plan {
  const { type, format } = guess
  const wanted = { type: type === "string" ? "text" : type, ...(format !== undefined && { format }) } as const
  return { ...plan, guess, cast: castColumn(plan.column.key, plan.column.kind, wanted) }
}

async function load(
  engine: Engine,
  source: Source,
  { plans, attempt, drop }: { readonly plans: readonly Plan[]; readonly attempt: number; readonly drop: boolean },
): Promise<number> {
  const rejects = `rejects_${attempt}`
  const columns = plans.map(({ column: { key }, cast }) => ({ key, cast }))
  const items = columns.flatMap((column, index) => {
    const bad = castBad(column)
    const value = `${castValue(column)} AS ${column.key}`
    return bad === undefined
      ? [value]
      : [value, `CASE WHEN ${bad} THEN CAST(${column.key} AS VARCHAR) END AS b${index}`]
  })
  const csv = source.dialect !== undefined
  const relation = source.relation(csv ? { rejects } : {})
  await withMalformed(source.files[0]!.name, () =>
    setTyped(engine, `read${attempt}`, `SELECT ${items.join(", ")} FROM ${firstStep(columns, relation)}`),
  )
  if (!csv) return 0
  const ragged = await raggedLines(engine, rejects)
  if (ragged.count > 0 && !drop) throw rowsRagged(ragged.count, ragged.first)
  return ragged.count
}

interface Counts {
  readonly present: number
  readonly bad: number
  /** Bad ones that are infinite numbers. */
  readonly infinite: number
  readonly example: string
  readonly fractions: number
  readonly largest: number
}

async function count(
  engine: Engine,
  plans: readonly Plan[],
): Promise<{ readonly rows: number; readonly columns: readonly Counts[] }> {
  const items = plans.flatMap(({ column: { key }, guess, cast }, index) => {
    const numeric = guess.type === "number"
    const bad = cast.bad === undefined ? undefined : `b${index}`
    return [
      `count(${key})`,
      bad === undefined ? "0" : `count(${bad})`,
      bad === undefined ? "0" : `count(*) FILTER (isinf(TRY_CAST(${bad} AS DOUBLE)))`,
      bad === undefined ? "''" : `coalesce(first(${bad}) FILTER (${bad} IS NOT NULL), '')`,
      numeric ? `count(*) FILTER (${key} <> trunc(${key}))` : "0",
      numeric ? `coalesce(max(abs(${key})), 0)` : "0",
    ]
  })
  const values = await firstRow(engine, ["count(*)", ...items])
  const columns = plans.map((_, index): Counts => {
    const [good, bad, infinite, example, fractions, largest] = values.slice(1 + index * 6)
    return {
      present: Number(good) + Number(bad),
      bad: Number(bad),
      infinite: Number(infinite),
      example: String(example),
      fractions: Number(fractions),
      largest: Number(largest),
    }
  })
  return { rows: Number(values[0]), columns }
}

/** Aggregates of the typed table, in lists short enough for the engine to plan quickly. */
async function firstRow(engine: Engine, items: readonly string[]): Promise<readonly unknown[]> {
  const values: unknown[] = []
  for (let start = 0; start < items.length; start += 300) {
    const part = items.slice(start, start + 300).map((item, index) => `${item} AS v${index}`)
    const [row = {}] = await engine.records(`SELECT ${part.join(", ")} FROM typed`)
    values.push(...part.map((_, index) => row[`v${index}`]))
  }
  return values
}

/** The same plan when it holds, else a wider one. */
function revise(plan: Plan, counts: Counts): Plan {
  const { guess } = plan
  if (guess.type === "string") return plan
  const misfits = counts.bad - counts.infinite
  const native = plan.column.kind !== "text" && plan.column.kind !== "string"
  if (!native && misfits > counts.present * toleratedShare) {
    const [format, ...otherFormats] = guess.otherFormats ?? []
    if (format !== undefined) return planOf(plan, { type: guess.type, format, otherFormats })
    return planOf(
      { ...plan, misfits: { count: misfits, type: guess.type, example: counts.example } },
      { type: "string" },
    )
  }
  const isTooLong = counts.largest > Number.MAX_SAFE_INTEGER && counts.fractions === 0 && !plan.decimals
  // Whole numbers beyond what a double holds name things; as words they stay exact.
  return guess.type === "number" && isTooLong ? planOf(plan, { type: "string" }) : plan
}

function finish(plan: Plan, counts: Counts): TypedColumn {
  const { guess, column, examples, misfits } = plan
  const whole = guess.type === "number" && counts.fractions === 0 && counts.present > 0
  const safe = counts.largest <= Number.MAX_SAFE_INTEGER
  return {
    ...column,
    type: whole && safe ? "integer" : guess.type,
    ...(guess.format !== undefined && { format: guess.format }),
    ambiguous: (guess.otherFormats ?? []).length > 0,
    examples,
    ...(misfits !== undefined && { misfits }),
  }
}

/** @returns rows taken out of the typed table */
async function dropBad(engine: Engine, bad: readonly Plan[], settings: DataSettings): Promise<number> {
  const flags = bad.map((plan) => `b${plan.column.key.slice(1)} IS NOT NULL`).join(" OR ")
  const [{ rows } = { rows: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM typed WHERE ${flags}`)
  if (settings.badRows === "drop") {
    await setTyped(engine, "kept", `SELECT COLUMNS('^[cb][0-9]+$') FROM typed WHERE NOT (${flags})`)
    return Number(rows)
  }
  const first: UnreadableValue[] = []
  let values = 0
  for (const { column, cast } of bad) {
    const flag = `b${column.key.slice(1)}`
    const found = await engine.records(
      `SELECT rowid::DOUBLE AS row, ${flag} AS got, (count(*) OVER ())::DOUBLE AS total
       FROM typed WHERE ${flag} IS NOT NULL ORDER BY rowid LIMIT ${shownRows}`,
    )
    values += Number(found[0]?.["total"] ?? 0)
    for (const { row, got } of found) {
      first.push({ row: Number(row) + 1, column: column.name, wanted: cast.wanted, got: String(got) })
    }
  }
  first.sort((one, other) => one.row - other.row)
  throw valuesUnreadable(values, first.slice(0, shownRows))
}
