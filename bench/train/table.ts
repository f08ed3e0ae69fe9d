import { seededRandom } from "../../src/base/index.ts"

export type Task = "regression" | "binary"

/** A made-up table: float32 columns of normal numbers, one of five codes, 3 % missing in three of them. */
export interface MadeTable {
  readonly columns: readonly Float32Array[]
  readonly target: Float32Array
}

/** @param columns at least 6; the rule reads six of them and the rest is noise the trainer must leave alone */
export function makeTable(rows: number, columns: number, task: Task): MadeTable {
  const random = seededRandom(`bench/train/${rows}x${columns}`)
  const made = Array.from({ length: columns }, () => Float32Array.from({ length: rows }, () => random.normal()))
  const codes = made[4]!
  for (let row = 0; row < rows; row++) codes[row] = random.integer(5)
  const target = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const [a, b, c, d, code, e] = made.map((column) => column[row]!) as [number, number, number, number, number, number]
    const rule = Math.sin(2 * a) + 0.5 * b * c + 0.3 * b + (d > 0.5 ? 1 : 0) + effects[code]! + 0.3 * Math.abs(e)
    const noisy = rule + 0.5 * random.normal()
    target[row] = task === "regression" ? noisy : noisy > 0.5 ? 1 : 0
  }
  for (const column of [0, 1, 5]) {
    for (let row = 0; row < rows; row++) if (random.next() < 0.03) made[column]![row] = Number.NaN
  }
  return { columns: made, target }
}

const effects = [0, 0.8, -0.5, 0.3, -1]
