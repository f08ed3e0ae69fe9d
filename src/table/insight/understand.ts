import type { ColumnFacts, Rows, Schema } from "../../schema/index.ts"
import type { Advice } from "../profile/advice.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedTable } from "../typed/typed.ts"
import { insightOf, type Insight as Shown } from "./insight.ts"
import { adviseOnInsight } from "./insight-advice.ts"

/** What a table shows beyond the counts of each column. */
export type Insight = Shown

export interface Understanding {
  readonly insight: Insight
  readonly advice: readonly Advice[]
}

/** @param known.rows a sample of the table, spread evenly over it, typed by the schema */
export async function understand(
  engine: Engine,
  table: TypedTable,
  known: { readonly rows: Rows; readonly schema: Schema; readonly facts: readonly ColumnFacts[] },
): Promise<Understanding> {
  const insight = await insightOf(engine, table, known)
  return { insight, advice: adviseOnInsight({ insight, schema: known.schema, facts: known.facts }) }
}
