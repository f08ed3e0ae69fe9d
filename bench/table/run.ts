/**
 * Reading, profiling and checking trips beside pandas and polars, which only read them.
 *
 *     node bench/table/run.ts --peer-python /tmp/peer/bin/python [--rows 5000000] [--rounds 1] [--cores 0,1]
 *
 * The table is made up (seed 1) in a temporary folder; see `trips.ts`. With `--cores` all run on those cores (Linux).
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { writeTrips } from "./trips.ts"

const { values } = parseArgs({
  options: {
    "peer-python": { type: "string" },
    rows: { type: "string", default: "5000000" },
    rounds: { type: "string", default: "1" },
    cores: { type: "string" },
  },
})

interface Measured {
  readonly steps: Readonly<Record<string, { readonly seconds: number; readonly cpuSeconds: number }>>
  readonly peakMegabytes: number
}

const folder = mkdtempSync(join(tmpdir(), "mlwright-table-"))
try {
  const table = join(folder, "trips.csv")
  await writeTrips(table, Number(values.rows), 1)
  const megabytes = Math.round(statSync(table).size / 1e6)
  console.log(`${values.rows} rows x 11, ${megabytes} MB; ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`)
  for (let round = 1; round <= Number(values.rounds); round++) await measure(table, round)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(table: string, round: number): Promise<void> {
  const ours = run(process.execPath, [
    join(import.meta.dirname, "ours.ts"),
    table,
    "trip_duration",
    join(folder, "project"),
  ])
  for (const [name, { seconds, cpuSeconds }] of Object.entries(ours.steps))
    show(`mlwright ${name}`, seconds, cpuSeconds)
  const known = ["ingest", "profile ingested", "validate"]
  const fresh = ["profile raw", "ingest", "validate"]
  const total = (names: readonly string[]): number => names.reduce((sum, name) => sum + ours.steps[name]!.seconds, 0)
  console.log(`mlwright peak ${ours.peakMegabytes} MB`)
  const python = values["peer-python"]
  if (python === undefined) return
  for (const peer of ["pandas", "pandas-with-pyarrow", "polars"]) {
    const { steps, peakMegabytes } = run(python, [join(import.meta.dirname, "../peers/pandas/read.py"), peer, table])
    const { seconds, cpuSeconds } = steps["read"]!
    show(`${peer} read_csv, peak ${peakMegabytes} MB`, seconds, cpuSeconds)
    const [one, other] = [known, fresh].map((names) => (total(names) / seconds).toFixed(2))
    console.log(
      `  round ${round}: ingest + profile + validate ${one} times that; a new table, profiled first, ${other} times`,
    )
  }
}

function run(command: string, args: readonly string[]): Measured {
  const [file, all] = values.cores === undefined ? [command, args] : ["taskset", ["-c", values.cores, command, ...args]]
  return JSON.parse(execFileSync(file, all, { encoding: "utf8" })) as Measured
}

function show(name: string, seconds: number, cpuSeconds: number): void {
  console.log(`${name.padEnd(44)} ${seconds.toFixed(2).padStart(7)} s ${cpuSeconds.toFixed(2).padStart(7)} CPU s`)
}
