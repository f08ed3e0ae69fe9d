/**
 * Fits ours on all rows of train.csv and scores it on test.csv, as bench/peers/automl/fit.py does: prints {"score", "seconds",
 * "cpuSeconds"}, reading and features included. The clock is the CPU time of the process, so that a busy machine does not end a search.
 *
 *     node bench/quality/ours.ts FOLDER TARGET METRIC [BUDGET_SECONDS]
 */
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Clock, seededRandom, silent } from "../../src/base/index.ts"
import { scoreFor } from "../../src/evaluate/index.ts"
import { encode, featureSettings, fitEncoder } from "../../src/feature/index.ts"
import { estimate } from "../../src/model/index.ts"
import { readTable } from "../../src/stages/index.ts"
import { targetOf } from "../../src/stages/target.ts"
import { dataSettings, readRows } from "../../src/table/index.ts"
import { train, trainSettings } from "../../src/train/index.ts"

const [folder, target, metric, budget = "60"] = process.argv.slice(2)
if (folder === undefined || target === undefined || metric === undefined) {
  throw new Error("wanted FOLDER TARGET METRIC")
}
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const cpuClock: Clock = { now: () => Date.now(), elapsed: cpuMs }
const started = performance.now()
const table = await readTable(join(folder, "train.csv"), { target })
const { rows, schema, task } = table
const known = targetOf(rows, { name: target, task, schema })
const settings = trainSettings.parse({ budgetSeconds: Number(budget), threads: 1 })
const random = seededRandom(settings.seed)
const classes = known.classes.length
const learnt = { rows, schema, target: known.values, task, classes }
const { encoder, matrix } = fitEncoder(learnt, featureSettings.parse({}), random.fork("encoder"))
const score = scoreFor(metric as Parameters<typeof scoreFor>[0], task)
const input = { matrix, target: known.values, task, classes, labels: known.classes }
const { estimator } = await train(input, settings, { score, progress: silent, clock: cpuClock, random })
const seconds = (performance.now() - started) / 1000
const cpuSeconds = cpuMs() / 1000
const reading = {
  ...dataSettings.parse({}),
  folder: process.cwd(),
  settings: dataSettings.parse({}),
  temporary: tmpdir(),
}
const held = await readRows([join(folder, "test.csv")], schema, { ...reading, columns: "all", target: table.target })
const truth = targetOf(held, { name: target, task, schema })
const values = classes === 0 ? truth.values : truth.values.map((label) => known.classes.indexOf(truth.classes[label]!))
const answers = estimate(estimator, encode(encoder, held))
console.log(JSON.stringify({ score: score.of(values, answers), seconds, cpuSeconds }))
process.exit(0)
