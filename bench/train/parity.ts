/**
 * Error of ours and of LightGBM at equal settings (100 trees of 31 leaves, learning rate 0.1, 20 rows a leaf, 255 bins) on the
 * same rows and columns of real tables, mean over seeds: each seed shuffles the rows anew, four fifths of which are learnt from.
 *
 *     node bench/train/parity.ts --peer-python PYTHON [--data ../shared/data] [--seeds 5]
 *
 * Every column is given as a number, words as codes in alphabetical order, so both see the same. Ends with status 1 when a mean is
 * outside its bar or ours is worse by more than noise over all tables.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { seededRandom, shuffle } from "../../src/base/index.ts"
import { type RealTable, realTables } from "./real-tables.ts"
import type { Task } from "./table.ts"

const { values: flags } = parseArgs({
  options: {
    "peer-python": { type: "string" },
    data: { type: "string", default: "../shared/data" },
    seeds: { type: "string", default: "5" },
  },
})
const python = flags["peer-python"]
if (python === undefined) throw new Error("--peer-python is missing; bench/peers/train/make-venv.sh makes one")
const settings = JSON.stringify({ trees: 100, leaves: 31, learningRate: 0.1, minLeaf: 20, l2: 0 })
const folder = mkdtempSync(join(tmpdir(), "mlwright-bench-"))
const connection = await (await DuckDBInstance.create()).connect()
/** Per table, how much worse ours is: relative for RMSE, absolute for AUC, positive is worse. */
const losses: number[] = []
let missed = 0

try {
  console.log(
    "table                       rows  metric   LightGBM       ours   ours is worse by (mean, standard error)  bar",
  )
  for (const table of realTables) {
    const file = resolve(flags.data, table.file)
    if (!existsSync(file)) {
      console.log(`${table.name.padEnd(24)} SKIPPED: ${table.file} is absent`)
      continue
    }
    await compare(table, await read(table, file))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const wins = losses.filter((loss) => loss < 0).length
console.log(`ours is better in ${wins} of ${losses.length} fits, ${missed} means outside their bar`)
process.exit(missed === 0 ? 0 : 1)

/** @returns rows of numbers, the target last */
async function read({ columns, target, where }: RealTable, file: string): Promise<number[][]> {
  const source = `'${file.replaceAll("'", "''")}'`
  const cells = [...columns, target].map((expression) => `(${expression})::DOUBLE`)
  const query = `SELECT ${cells.join(", ")} FROM ${source} WHERE (${target}) IS NOT NULL AND ${where ?? "true"}`
  const reader = await connection.runAndReadAll(query)
  return reader.getRows().map((row) => row.map((cell) => (cell === null ? Number.NaN : Number(cell))))
}

async function compare({ name, task, columns }: RealTable, rows: number[][]): Promise<void> {
  const trained = Math.floor(rows.length * 0.8)
  const scores: { theirs: number; own: number }[] = []
  for (let seed = 1; seed <= Number(flags.seeds); seed++) {
    const path = join(folder, "table.f32")
    const shuffled = shuffle([...rows], seededRandom(seed))
    writeFileSync(path, new Uint8Array(Float32Array.from(shuffled.flat()).buffer))
    const parts = [path, String(columns.length), String(trained), task, "1", "1", settings]
    const theirs = scoreOf(python!, [join(import.meta.dirname, "../peers/train/fit.py"), "lightgbm", ...parts])
    scores.push({ theirs, own: scoreOf(process.execPath, [join(import.meta.dirname, "ours.ts"), ...parts]) })
  }
  report(name, task, { rows: rows.length, scores })
}

function report(
  name: string,
  task: Task,
  { rows, scores }: { readonly rows: number; readonly scores: readonly { theirs: number; own: number }[] },
): void {
  const worse = scores.map(({ theirs, own }) => (task === "regression" ? own / theirs - 1 : theirs - own))
  const loss = mean(worse)
  const noise = Math.sqrt(mean(worse.map((value) => (value - loss) ** 2)) / Math.max(1, worse.length - 1))
  const bar = task === "regression" ? 0.005 : 0.001
  const outside = loss > bar
  if (outside) missed += 1
  losses.push(...worse)
  const text = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(5)).padStart(10)
  const amount = (value: number): string =>
    task === "regression" ? `${(100 * value).toFixed(3)} %`.padStart(9) : value.toFixed(5).padStart(9)
  const cells = [
    name.padEnd(24),
    String(rows).padStart(7),
    (task === "regression" ? "RMSE" : "AUC").padEnd(6),
    text(mean(scores.map(({ theirs }) => theirs))),
    text(mean(scores.map(({ own }) => own))),
    `${amount(loss)} +- ${amount(noise)}`.padEnd(40),
    `${amount(bar)}${outside ? "  OUTSIDE" : ""}`,
  ]
  console.log(cells.join(" "))
}

function scoreOf(program: string, parts: readonly string[]): number {
  const env = { ...process.env, OMP_NUM_THREADS: "1" }
  const line = execFileSync(program, parts, { env, stdio: ["ignore", "pipe", "inherit"] })
  return (JSON.parse(String(line)) as { score: number }).score
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
