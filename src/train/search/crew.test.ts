import { Worker } from "node:worker_threads"
import { expect, test } from "vitest"
import { seededRandom, silent } from "../../base/index.ts"
import { trainSettings } from "../config.ts"
import type { TrainEffects, TrainInput, TrainResult } from "../input.ts"
import { normalColumns, rmse, sampleMatrix, trainSample } from "../samples.ts"
import type { CrewStart } from "./crew.ts"
import { fitChosen } from "./fit-chosen.ts"
import type { Tried } from "./search-state.ts"

const input = tableOf(400)

function tableOf(rows: number): TrainInput {
  const random = seededRandom(8)
  const columns = normalColumns(rows, 20, random)
  const target = Float64Array.from(columns[0]!, (value, row) => Math.exp(value) + columns[1]![row]! + random.normal())
  return { matrix: sampleMatrix(columns), target, task: "regression", classes: 0 }
}

/** Counts the threads that were started. */
function threads(): { readonly startThread: NonNullable<TrainEffects["startThread"]>; count: number } {
  const counted = {
    count: 0,
    startThread: (start: CrewStart) => {
      counted.count += 1
      return new Worker(new URL("../fixtures/fit-worker.ts", import.meta.url), { workerData: start })
    },
  }
  return counted
}

/** Without what the clock measures. */
function kept({ estimator, outOfFold, trials, best }: TrainResult): unknown {
  const timeless = trials.map(({ seconds: _, predictMicroseconds: __, ...trial }) => trial)
  return { estimator, outOfFold, trials: timeless, best: best.id }
}

test.each([
  ["that suffices", 6, ["linear", "lasso", "elasticNet"]],
  ["that ends in the middle, so that what was begun before its turn is fitted again", 1.5, ["linear", "boosting"]],
])(
  "candidates tried by two threads at once give the bytes of one thread, in a budget %s",
  async (_, budgetSeconds, estimators) => {
    const settings = { budgetSeconds, maxTrials: 5, estimators }
    const counted = threads()
    const together = kept(await trainSample(input, { ...settings, threads: 2 }, counted))
    expect(counted.count).toBe(2)
    expect(together).toEqual(kept(await trainSample(input, { ...settings, threads: 1 }, threads())))
  },
)

test("long fits of what was chosen are made by several threads, to the bytes of one; short ones are not worth a thread", async () => {
  const params = { learningRate: 0.1, leaves: 8, minLeaf: 5, l2: 1, rowShare: 0.8, featureShare: 0.5 }
  const recipe = { family: "boosting", params, logTarget: false, scale: 1, rounds: 20 }
  const chosenFit = async (refitSeconds: number, started: Partial<TrainEffects>): Promise<unknown> => {
    const tried = { trial: { id: "boosting-1" }, attempt: { recipe, refitSeconds } } as unknown as Tried
    const chosen = { members: [{ tried, weight: 1 }], bags: 2 }
    const clock = { now: () => 0, elapsed: () => 0 }
    const effects = { progress: silent, clock, random: seededRandom(1), score: rmse, ...started }
    return fitChosen(input, { chosen, settings: trainSettings.parse({ threads: 2 }) }, effects)
  }
  const [short, long] = [threads(), threads()]
  const alone = await chosenFit(1, short)
  expect(await chosenFit(10, long)).toEqual(alone)
  expect([short.count, long.count]).toEqual([0, 2])
})

test("no thread is started for a tiny table or where one is wanted", async () => {
  const counted = threads()
  const settings = { budgetSeconds: 0.2, maxTrials: 1, estimators: ["linear"] }
  await trainSample(input, { ...settings, threads: 1 }, counted)
  const few = sampleMatrix(input.matrix.columns.map((column) => column.slice(0, 50)))
  await trainSample({ ...input, matrix: few, target: input.target.slice(0, 50) }, { ...settings, threads: 4 }, counted)
  expect(counted.count).toBe(0)
})

test("what stops the search stops its threads, with the reason that was given", async () => {
  const stop = new AbortController()
  const progress = ({ text }: { readonly text: string }): void => {
    if (text.startsWith("ridge-1")) stop.abort(new Error("enough"))
  }
  const work = trainSample(input, { threads: 2 }, { ...threads(), progress, signal: stop.signal })
  await expect(work).rejects.toThrow("enough")
})

test("a thread that dies ends the search with its error, not with silence", async () => {
  const startThread = (): Worker => new Worker("throw new Error('out of luck')", { eval: true })
  await expect(trainSample(input, { threads: 2 }, { startThread })).rejects.toThrow("out of luck")
})
