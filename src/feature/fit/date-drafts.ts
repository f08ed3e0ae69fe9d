import type { ColumnSchema } from "../../schema/index.ts"
import { numbersOf } from "../columns.ts"
import type { DatePart, NumberSource } from "../encoder.ts"
import { draftCategory } from "./category-draft.ts"
import type { Draft, Training } from "./draft.ts"
import { draftNumber, type NumberForms, readNumbers } from "./number-draft.ts"
import { statisticsOf } from "./statistics.ts"

/** Parts of each date, its age, and the time between every two of them. */
export function draftDates(training: Training): readonly Draft[] {
  const dates = training.columns.filter((column) => column.type === "date" || column.type === "datetime")
  return [
    ...dates.flatMap((column) => draftDate(column, training)),
    ...dates.slice(0, MOST_PAIRED).flatMap((from, place) =>
      dates.slice(place + 1, MOST_PAIRED).map((to) => {
        const source: NumberSource = { kind: "elapsed", from: from.name, to: to.name }
        return draft({ name: `${from.name}-${to.name}.hours`, source, raw: true, linear: true }, training)
      }),
    ),
  ].filter((found) => found !== undefined)
}

function draftDate(column: ColumnSchema, training: Training): readonly (Draft | undefined)[] {
  const timed = column.type === "datetime"
  const { sorted } = statisticsOf(numbersOf(training.rows, column.name))
  const days = sorted.length === 0 ? 0 : (sorted.at(-1)! - sorted[0]!) / DAY_MS
  const part = (name: DatePart): NumberSource => ({ kind: "datePart", column: column.name, part: name })
  const wanted = parts.filter((one) => (timed || !one.timed) && days >= one.days)
  return [
    ...wanted.map(({ name, raw }) =>
      draft({ name: `${column.name}.${name}`, source: part(name), raw, linear: !raw }, training),
    ),
    draft(
      {
        name: `${column.name}.age`,
        source: { kind: "age", column: column.name, origin: sorted[0] ?? 0 },
        raw: true,
        linear: true,
      },
      training,
    ),
    ...wanted
      .filter(({ levels }) => levels > 0 && levels * ROWS_A_LEVEL <= training.rows.count)
      .map(({ name, levels }) =>
        draftCategory(
          {
            name: `${column.name}.${name}`,
            source: { kind: "numbers", of: part(name), levels: Array.from({ length: levels }, (_, level) => level) },
            label: String,
            oneHot: true,
            meanTarget: false,
            frequency: false,
          },
          { ...training, targets: [...training.targets.slice(0, 1)] },
        ),
      ),
  ]
}

function draft(forms: Omit<NumberForms, "clipDeviations">, training: Training): Draft | undefined {
  const { clipDeviations } = training.settings
  return draftNumber({ ...forms, clipDeviations }, readNumbers(forms.source, training.rows))
}

interface PartForms {
  readonly name: DatePart
  /** Raw for trees; otherwise scaled for linear models. */
  readonly raw: boolean
  /** Says something only when the column holds a time of day. */
  readonly timed: boolean
  /** Says something only when the training rows span so many days. */
  readonly days: number
  /** Number of 0/1 features for linear models, from level 0. */
  readonly levels: number
}

const parts: readonly PartForms[] = [
  { name: "hour", raw: true, timed: true, days: 0, levels: 24 },
  { name: "minuteOfDay", raw: true, timed: true, days: 0, levels: 0 },
  { name: "dayOfWeek", raw: true, timed: false, days: 2, levels: 7 },
  { name: "hourOfWeek", raw: true, timed: true, days: 2, levels: 0 },
  { name: "dayOfMonth", raw: true, timed: false, days: 2, levels: 0 },
  { name: "month", raw: true, timed: false, days: 32, levels: 13 },
  { name: "dayOfYear", raw: true, timed: false, days: 32, levels: 0 },
  { name: "weekend", raw: true, timed: false, days: 2, levels: 0 },
  { name: "daySin", raw: false, timed: true, days: 0, levels: 0 },
  { name: "dayCos", raw: false, timed: true, days: 0, levels: 0 },
  { name: "halfDaySin", raw: false, timed: true, days: 0, levels: 0 },
  { name: "halfDayCos", raw: false, timed: true, days: 0, levels: 0 },
  { name: "weekSin", raw: false, timed: true, days: 2, levels: 0 },
  { name: "weekCos", raw: false, timed: true, days: 2, levels: 0 },
  { name: "yearSin", raw: false, timed: false, days: 180, levels: 0 },
  { name: "yearCos", raw: false, timed: false, days: 180, levels: 0 },
]

const DAY_MS = 86_400_000
const MOST_PAIRED = 4
/** A weight for each hour needs rows to learn it from. */
const ROWS_A_LEVEL = 20
