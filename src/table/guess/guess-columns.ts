import type { DataSettings } from "../config.ts"
import { type ColumnPlan, planColumn } from "../ingest/plan-column.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { withMalformed } from "../typed/typed-files.ts"
import { habitsOf } from "./guess.ts"

/** How the columns of a source are read, by the first rows of each file. */
export async function guessColumns(
  engine: Engine,
  source: Source,
  settings: DataSettings,
): Promise<readonly ColumnPlan[]> {
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
  const habits = habitsOf(cells.filter((_, index) => source.columns[index]!.kind === "text"))
  return source.columns.map((column, index) => planColumn(column, cells[index]!, habits))
}
