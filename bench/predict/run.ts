/**
 * Predictions in process, one at a time and in bulk, ours and a scikit-learn pipeline, side by side.
 *
 *     node bench/predict/run.ts [--table FILE.csv --target COLUMN] [--artifact FOLDER] [--peer-python PYTHON] [--trees 100]
 *                               [--single 100000] [--batch 200000] [--rounds 3]
 *
 * One row: JSON text -> checked record -> features -> trees -> number. In bulk: columns in memory -> numbers, by CPU seconds, which other
 * work on the machine moves less than the clock. One thread each.
 * Without --peer-python only ours is measured.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { encode } from "../../src/feature/index.ts"
import { estimate, explain, loadModel, type Model, predict } from "../../src/model/index.ts"
import { parseRecords, recordParser, takeRows } from "../../src/schema/index.ts"
import { describeModel, makeArtifact, requestBodies } from "../serve/artifact.ts"

const { values: flags } = parseArgs({
  options: {
    table: { type: "string", default: "../shared/data/california_housing/housing.csv" },
    target: { type: "string", default: "median_house_value" },
    artifact: { type: "string" },
    "peer-python": { type: "string" },
    trees: { type: "string", default: "100" },
    single: { type: "string", default: "100000" },
    batch: { type: "string", default: "200000" },
    rounds: { type: "string", default: "3" },
  },
})

const folder = mkdtempSync(join(tmpdir(), "mlwright-bench-"))
try {
  const artifact = flags.artifact ?? (await makeArtifact(flags, folder))
  const texts = (await requestBodies(flags.table, artifact, folder)).map((record) => JSON.stringify(record))
  console.log(`machine  ${cpus()[0]?.model}, ${availableParallelism()} threads, Node ${process.versions.node}`)
  console.log(`load     ${loadavg()[0]!.toFixed(1)} when this started`)
  console.log(`model    ${await describeModel(artifact)}`)
  const model = await timeLoads(artifact)
  for (let round = 1; round <= Number(flags.rounds); round++) {
    console.log(`round ${round}`)
    timeSingle(model, texts)
    timeExplained(model, texts)
    timeBatch(model, texts)
    peer()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function timeLoads(artifact: string): Promise<Model> {
  const times: number[] = []
  let model = await loadModel(artifact)
  for (let turn = 0; turn < 30; turn++) {
    const began = performance.now()
    model = await loadModel(artifact)
    times.push(performance.now() - began)
  }
  console.log(`load a model  p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`)
  return model
}

function timeSingle(model: Model, texts: readonly string[]): void {
  const parse = recordParser(model.schema, { unused: "warn" })
  const times = new Float64Array(Number(flags.single))
  let sum = 0
  const answerOne = (text: string): number => predict(model, parse([JSON.parse(text)]).rows).values[0]!
  for (let turn = 0; turn < 20_000; turn++) sum += answerOne(texts[turn % texts.length]!)
  for (let turn = 0; turn < times.length; turn++) {
    const text = texts[turn % texts.length]!
    const began = performance.now()
    sum += answerOne(text)
    times[turn] = performance.now() - began
  }
  console.log(`  ours  one row      p50 ${micros(times, 0.5)}, p99 ${micros(times, 0.99)}${sum === 0 ? " " : ""}`)
}

function timeExplained(model: Model, texts: readonly string[]): void {
  const { rows } = parseRecords(
    model.schema,
    texts.map((text) => JSON.parse(text) as object),
    { unused: "warn" },
  )
  const singles = Array.from({ length: 200 }, (_, row) => takeRows(rows, Int32Array.of(row)))
  const answers = singles.map((one) => predict(model, one))
  const times = new Float64Array(2000)
  for (let turn = 0; turn < times.length; turn++) {
    const began = performance.now()
    explain(model, singles[turn % singles.length]!, answers[turn % singles.length]!)
    times[turn] = performance.now() - began
  }
  console.log(`  ours  explain one  p50 ${micros(times, 0.5)}, p99 ${micros(times, 0.99)}`)
}

function timeBatch(model: Model, texts: readonly string[]): void {
  const { rows } = parseRecords(
    model.schema,
    texts.map((text) => JSON.parse(text) as object),
    { unused: "warn" },
  )
  const count = Number(flags.batch)
  const many = takeRows(
    rows,
    Int32Array.from({ length: count }, (_, row) => row % rows.count),
  )
  const matrix = encode(model.encoder, many)
  const rate = (work: () => unknown): string => {
    let best = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < 4; turn++) {
      const began = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(began)
      best = Math.min(best, (user + system) / 1e6)
    }
    return `${Math.round(count / best).toLocaleString("en")} rows/CPU s`
  }
  console.log(
    `  ours  batch        ${rate(() => predict(model, many))} with features, ${rate(() => estimate(model.estimator, matrix))} trees alone`,
  )
}

function peer(): void {
  const python = flags["peer-python"]
  if (python === undefined) return
  const script = join(import.meta.dirname, "../peers/fastapi/predict.py")
  const given = [script, resolve(flags.table), flags.target, flags.batch]
  process.stdout.write(execFileSync(python, given, { encoding: "utf8", env: { ...process.env, OMP_NUM_THREADS: "1" } }))
}

function micros(times: Float64Array, share: number): string {
  return `${(quantile(times, share) * 1000).toFixed(1)} us`
}

function quantile(times: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(times).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
