/**
 * Seconds, error and memory of 100 boosted trees of 31 leaves on 255 bins, binning included: ours beside LightGBM, XGBoost and
 * scikit-learn on the same made-up tables, one after the other in one run.
 *
 *     node bench/train/run.ts --peer-python PYTHON [--tables cal,big,huge] [--threads 1,2] [--repeats 3] [--tasks regression,binary]
 *
 * Every engine gets a process of its own for each cell, `repeats` fits in it, and the best counts; the first fit is printed too,
 * because a command line fits once. CPU time, also the best, tells more than wall time on a machine that others use. Without --peer-python only ours is measured. Linux only: memory comes from /proc.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { makeTable, type Task } from "./table.ts"

interface Fitted {
  readonly version: string
  readonly seconds: readonly number[]
  /** Of all threads. */
  readonly cpuSeconds: readonly number[]
  readonly score: number
  readonly peakMb: number
  readonly riseMb: number
}

const shapes: Readonly<Record<string, { rows: number; columns: number }>> = {
  cal: { rows: 20_640, columns: 9 },
  big: { rows: 200_000, columns: 15 },
  huge: { rows: 1_000_000, columns: 28 },
}
const settings = { trees: 100, leaves: 31, learningRate: 0.1, minLeaf: 20, l2: 0 }
const peers = ["lightgbm", "xgboost", "sklearn"]

const { values: flags } = parseArgs({
  options: {
    "peer-python": { type: "string" },
    tables: { type: "string", default: "cal,big,huge" },
    threads: { type: "string", default: "1,2" },
    tasks: { type: "string", default: "regression,binary" },
    repeats: { type: "string", default: "3" },
  },
})
const folder = mkdtempSync(join(tmpdir(), "mlwright-bench-"))
const python = flags["peer-python"]

try {
  console.log(`machine ${cpus()[0]?.model}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}`)
  for (const table of flags.tables.split(",")) {
    for (const task of flags.tasks.split(",") as Task[]) {
      const { rows, columns } = shapes[table]!
      const path = join(folder, "table.f32")
      writeFileSync(path, tableBytes(rows, columns, task))
      for (const threads of flags.threads.split(",")) {
        console.log(`\n${table} ${rows} x ${columns}, ${task}, ${threads} thread${threads === "1" ? "" : "s"}`)
        measureAll([path, String(columns), String(rows), task, threads, flags.repeats, JSON.stringify(settings)])
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A quarter more rows than are learnt from are made, to be scored. */
function tableBytes(rows: number, columns: number, task: Task): Uint8Array {
  const all = rows + rows / 4
  const table = makeTable(all, columns, task)
  const cells = new Float32Array(all * (columns + 1))
  for (const [position, column] of [...table.columns, table.target].entries()) {
    for (let row = 0; row < all; row++) cells[row * (columns + 1) + position] = column[row]!
  }
  return new Uint8Array(cells.buffer)
}

function measureAll(parts: readonly string[]): void {
  const found = new Map<string, Fitted>()
  for (const engine of python === undefined ? [] : peers) found.set(engine, runPeer(engine, parts))
  found.set("mlwright", fitted(process.execPath, [join(import.meta.dirname, "ours.ts"), ...parts]))
  const best = ({ seconds }: Fitted): number => Math.min(...seconds)
  const fastest = Math.min(...[...found].filter(([name]) => name !== "mlwright").map(([, one]) => best(one)))
  for (const [name, one] of found) {
    const ratio = Number.isFinite(fastest) ? `${(best(one) / fastest).toFixed(2)}x` : ""
    const cells = [
      `${name} ${one.version}`.padEnd(18),
      `${best(one).toFixed(3)} s`.padStart(9),
      ratio.padStart(7),
      `first ${one.seconds[0]!.toFixed(3)} s`.padStart(15),
      `CPU ${Math.min(...one.cpuSeconds).toFixed(3)} s`.padStart(13),
      `${parts[3] === "regression" ? "RMSE" : "AUC"} ${one.score.toFixed(5)}`,
      `peak ${one.peakMb.toFixed(0)} MB, of it fits ${one.riseMb.toFixed(0)}`,
    ]
    console.log(cells.join("  "))
  }
}

function runPeer(engine: string, parts: readonly string[]): Fitted {
  return fitted(python!, [join(import.meta.dirname, "../peers/train/fit.py"), engine, ...parts])
}

function fitted(program: string, parts: readonly string[]): Fitted {
  const threads = parts.at(-3)!
  const env = { ...process.env, OMP_NUM_THREADS: threads }
  return JSON.parse(String(execFileSync(program, parts, { env, stdio: ["ignore", "pipe", "inherit"] }))) as Fitted
}
