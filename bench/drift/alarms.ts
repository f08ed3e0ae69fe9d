/**
 * How often an unchanged table of normal numbers gives an alarm: what the settings state is 5 %.
 *
 *     node bench/drift/alarms.ts
 */
import { seededRandom } from "../../src/base/index.ts"
import { type Column, detectDrift, type Rows, type Schema, sketchRows } from "../../src/schema/index.ts"

const cases = [
  { training: 100, rows: 100, columns: 1, tables: 1000 },
  { training: 2000, rows: 100, columns: 6, tables: 250 },
  { training: 2000, rows: 1000, columns: 6, tables: 250 },
  { training: 2000, rows: 10_000, columns: 6, tables: 250 },
]

for (const { training, rows, columns, tables } of cases) {
  const names = Array.from({ length: columns }, (_, at) => `c${at}`)
  const schema: Schema = {
    columns: names.map((name) => ({ name, type: "number", role: "feature", nullable: false })),
  }
  const alarms = { significant: 0, drifted: 0, fixedIndex: 0, resampledIndex: 0 }
  for (let table = 0; table < tables; table++) {
    const random = seededRandom(`${training} ${rows} ${table}`)
    const draw = (count: number): Rows => {
      const values = (): Column => ({ kind: "number", values: Float64Array.from({ length: count }, random.normal) })
      return { count, columns: new Map(names.map((name) => [name, values()])) }
    }
    const found = detectDrift(sketchRows(schema, draw(training)), draw(rows)).columns
    const [{ stabilityIndex, stabilityThreshold } = { stabilityIndex: 0, stabilityThreshold: 1 }] = found
    alarms.significant += Number(found.some(({ adjustedPValue }) => adjustedPValue <= 0.05))
    alarms.drifted += Number(found.some(({ drifted }) => drifted))
    alarms.fixedIndex += Number(stabilityIndex >= 0.1)
    alarms.resampledIndex += Number(stabilityIndex >= stabilityThreshold)
  }
  const shares = Object.entries(alarms).map(([name, count]) => `${name} ${((100 * count) / tables).toFixed(1)} %`)
  console.log(`${training} training rows, ${rows} rows, ${columns} columns: ${shares.join(", ")}`)
}
