/** Fit ours: ours.ts TABLE COLUMNS TRAIN_ROWS TASK THREADS REPEATS SETTINGS_JSON; prints the JSON line that a peer's fit.py prints. */
import { readFileSync } from "node:fs"
import { seededRandom } from "../../src/base/index.ts"
import { estimate } from "../../src/model/index.ts"
import { openKernels } from "../../src/train/kernels/open.ts"
import { scriptKernels } from "../../src/train/kernels/script.ts"
import { newMeter } from "../../src/train/meter.ts"
import { binMatrix } from "../../src/train/trees/bins.ts"
import { boostRound, newBooster } from "../../src/train/trees/booster.ts"
import { collectTrees } from "../../src/train/trees/collect.ts"
import { newWorkspace } from "../../src/train/trees/workspace.ts"
import type { Task } from "./table.ts"

const [
  path = "",
  width = "",
  trainRows = "",
  task = "regression",
  threads = "",
  repeats = "",
  settingsText = "",
  engine = "wasm",
] = process.argv.slice(2)
const settings = JSON.parse(settingsText) as {
  trees: number
  leaves: number
  learningRate: number
  minLeaf: number
  l2: number
}
const count = Number(width)
const rows = Number(trainRows)
const { columns, target } = readTable(path, count)
const training = columns.map((column) => column.slice(0, rows))
const held = columns.map((column) => column.slice(rows))
const before = memoryMb("VmRSS")
const fits = Array.from({ length: Number(repeats) }, () => learn(training, target.slice(0, rows), task as Task))
const model = fits.at(-1)!
const peakMb = memoryMb("VmHWM")
const answers = estimate(model.estimator, { rows: held[0]!.length, columns: held, features: features() })[0]!
console.log(
  JSON.stringify({
    version: process.versions.node,
    seconds: fits.map(({ seconds }) => seconds),
    cpuSeconds: fits.map(({ cpuSeconds }) => cpuSeconds),
    score: score(target.subarray(rows), answers),
    peakMb,
    riseMb: peakMb - before,
  }),
)

function learn(given: readonly Float32Array[], truth: Float64Array, kind: Task) {
  const began = performance.now()
  const cpuBegan = process.cpuUsage()
  const kernels =
    engine === "script" ? scriptKernels() : openKernels({ cells: rows * count, bytes: 0, threads: Number(threads) })
  const binned = binMatrix({ rows, features: features(), columns: given }, kernels)
  const space = newWorkspace({ binned, lanes: kind === "regression" ? 1 : 2, leaves: settings.leaves }, newMeter())
  const booster = newBooster(
    space,
    { ...settings, rowShare: 1, featureShare: 1 },
    {
      objective: { kind: kind === "regression" ? "squared" : "logistic" },
      target: truth,
      outputs: 1,
      train: Int32Array.from({ length: rows }, (_, row) => row),
      watch: new Int32Array(0),
      random: seededRandom(1),
    },
  )
  const trees = Array.from({ length: settings.trees }, () => boostRound(booster)!).flat()
  const link = kind === "regression" ? "identity" : "logit"
  const estimator = collectTrees(trees, binned, { combine: "sum", link, outputs: 1, base: booster.scored.base })
  kernels.close()
  const { user, system } = process.cpuUsage(cpuBegan)
  return { estimator, seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }
}

function features() {
  return Array.from({ length: count }, (_, at) => ({ name: `x${at}`, from: [`x${at}`], use: "both" as const }))
}

function readTable(file: string, wide: number): { columns: Float32Array[]; target: Float64Array } {
  const bytes = readFileSync(file)
  const cells = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const all = cells.length / (wide + 1)
  const at = (column: number) => Float32Array.from({ length: all }, (_, row) => cells[row * (wide + 1) + column]!)
  return { columns: Array.from({ length: wide }, (_, column) => at(column)), target: Float64Array.from(at(wide)) }
}

function score(truth: Float64Array, given: Float64Array): number {
  if (task === "regression") {
    return Math.sqrt(truth.reduce((sum, value, row) => sum + (value - given[row]!) ** 2, 0) / truth.length)
  }
  const order = Array.from(given.keys()).sort((a, b) => given[a]! - given[b]!)
  let positives = 0
  let pairs = 0
  for (const row of order) {
    if (truth[row] === 1) positives += 1
    else pairs += positives
  }
  return 1 - pairs / (positives * (truth.length - positives))
}

function memoryMb(field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1024
}
