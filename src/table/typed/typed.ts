import type { SourceType } from "../../schema/index.ts"
import type { DataSettings } from "../config.ts"
import { guessColumns } from "../guess/guess-columns.ts"
import { dropBad } from "../ingest/drop-bad.ts"
import { type ColumnPlan, isAmbiguous, type PlanCounts, revisePlan } from "../ingest/plan-column.ts"
import { countPlans } from "../profile/count-plans.ts"
import type { Engine } from "../query/engine.ts"
import type { Source, SourceColumn } from "../source.ts"
import { loadTyped } from "./load-typed.ts"

/** A column whose type holds for all rows. */
export interface TypedColumn extends SourceColumn {
  readonly type: SourceType
  readonly format?: string
  readonly unit?: string
  /** Cells that mean "no value", besides those that always do. */
  readonly marks?: readonly string[]
  /** Digits that name something. */
  readonly digits?: boolean
  /** Days and months, or a mark in numbers, could be meant the other way, and no row decides it. */
  readonly ambiguous: boolean
  /** Some values as the file writes them, different ones. */
  readonly examples: readonly string[]
  /** Share of values that kept the column from being what most of it is, and what that is. */
  readonly misfits?: NonNullable<ColumnPlan["misfits"]>
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
    const ragged = await loadTyped(engine, source, { plans, attempt, drop: settings.badRows === "drop" })
    const counts = await countPlans(engine, plans)
    const next = plans.map((plan, index) => revisePlan(plan, counts.columns[index]!))
    if (next.every((plan, index) => plan === plans[index])) {
      const bad = plans.filter((_, index) => counts.columns[index]!.bad > 0)
      const dropped = bad.length === 0 ? 0 : await dropBad(engine, source, { bad, settings })
      const columns = plans.map((plan, index) => finish(plan, counts.columns[index]!))
      return { rows: counts.rows - dropped, columns, dropped: dropped + ragged }
    }
    plans = next
  }
}

function finish(plan: ColumnPlan, counts: PlanCounts): TypedColumn {
  const { guess, column, examples, misfits } = plan
  const { format, unit, missing, digits } = guess
  const whole = guess.type === "number" && counts.fractions === 0 && counts.present > 0
  const safe = counts.largest <= Number.MAX_SAFE_INTEGER
  return {
    ...column,
    type: whole && safe ? "integer" : guess.type,
    ...(format !== undefined && { format }),
    ...(unit !== undefined && { unit }),
    ...(missing !== undefined && { marks: missing }),
    ...(digits === true && { digits }),
    ambiguous: isAmbiguous(plan, counts),
    examples,
    ...(misfits !== undefined && { misfits }),
  }
}
