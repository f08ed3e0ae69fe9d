/**
 * Seconds of a search whose candidates are tried one after the other and several at once, in turn, and whether the models are the same
 * to the bit. The threads run what is built: npm run build comes first.
 *
 *     node bench/train/trials.ts [--rows 20000] [--columns 12] [--threads 1,2,4] [--budget 60] [--repeats 3]
 */
import { createHash } from "node:crypto"
import { availableParallelism, cpus, loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { seededRandom, silent, systemClock } from "../../src/base/index.ts"
import { scoreFor } from "../../src/evaluate/index.ts"
import { type TrainInput, type TrainResult, train, trainSettings } from "../../src/train/index.ts"
import { makeTable } from "./table.ts"

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "20000" },
    columns: { type: "string", default: "12" },
    threads: { type: "string", default: "1,2,4" },
    budget: { type: "string", default: "60" },
    repeats: { type: "string", default: "3" },
  },
})
const [rows, columns] = [Number(flags.rows), Number(flags.columns)]
const made = makeTable(rows, columns, "regression")
const features = made.columns.map((_, at) => ({ name: `x${at}`, from: [`x${at}`], use: "both" as const }))
const input: TrainInput = {
  matrix: { rows, features, columns: made.columns },
  target: Float64Array.from(made.target),
  task: "regression",
  classes: 0,
}

console.log(`machine ${cpus()[0]?.model}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}`)
console.log(`${rows} x ${columns}, train.budgetSeconds ${flags.budget}`)
for (let repeat = 0; repeat < Number(flags.repeats); repeat++) {
  for (const threads of flags.threads.split(",").map(Number)) await measure(threads)
}

async function measure(threads: number): Promise<void> {
  const settings = trainSettings.parse({ threads, budgetSeconds: Number(flags.budget) })
  const cpuBegan = process.cpuUsage()
  const began = performance.now()
  const result = await train(input, settings, {
    score: scoreFor("rmse", input.task),
    progress: silent,
    clock: systemClock,
    random: seededRandom(settings.seed),
    startThread: (start) =>
      new Worker(join(import.meta.dirname, "../../dist/fit-worker.js"), {
        workerData: { start, primary: "rmse", task: input.task },
      }),
  })
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpuBegan)
  const cells = [
    `${threads} threads`,
    `${result.trials.length - 1} trials in ${seconds.toFixed(2)} s`,
    `${((60 * (result.trials.length - 1)) / seconds).toFixed(1)} a minute`,
    `CPU ${((user + system) / 1e6).toFixed(2)} s`,
    `model ${hashOf(result)}`,
  ]
  console.log(cells.join("  "))
}

function hashOf({ estimator }: TrainResult): string {
  const text = JSON.stringify(estimator, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  )
  return createHash("sha256").update(text).digest("hex").slice(0, 12)
}
