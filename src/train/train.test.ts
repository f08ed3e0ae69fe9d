import { describe, expect, test } from "vitest"
import { type Clock, seededRandom } from "../base/index.ts"
import { estimate, estimatorBytes } from "../model/index.ts"
import type { Score, TrainInput } from "./input.ts"
import type { TrainAnswer, TrainQuestion } from "./question.ts"
import { normalColumns, rmse, sampleMatrix, trainSample } from "./samples.ts"

function table(rows: number, rule: (values: readonly number[], noise: number) => number): TrainInput {
  const random = seededRandom(rows)
  const columns = normalColumns(rows, 4, random)
  const target = Float64Array.from({ length: rows }, (_, row) =>
    rule(
      columns.map((column) => column[row]!),
      random.normal(),
    ),
  )
  return { matrix: sampleMatrix(columns), target, task: "regression", classes: 0 }
}

const straight = table(300, ([first, second], noise) => 2 * first! - second! + 0.5 * noise)
const bent = table(300, ([first, second], noise) => Math.sign(first! * second!) * 3 + 0.3 * noise)
const skewed = table(500, ([first, second], noise) => Math.exp(1 + first! + 0.5 * second! + 0.2 * noise))

describe("train", () => {
  test("a straight rule is found by a linear model and a bent one by trees", async () => {
    expect((await trainSample(straight, { blend: false, budgetSeconds: 1 })).best.family).toMatch(
      /ridge|lasso|elasticNet/,
    )
    expect((await trainSample(bent, { blend: false, budgetSeconds: 1 })).best.family).toBe("boosting")
  })

  test("trials are listed best first, the baseline among them", async () => {
    const { trials, best } = await trainSample(straight)
    expect(trials.map(({ id }) => id)).toContain("baseline")
    expect(trials.map(({ score }) => score)).toEqual(trials.map(({ score }) => score).sort((a, b) => a - b))
    expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length)
    expect(trials).toContain(best)
  })

  test("the score of the winner is what new rows give", async () => {
    const more = table(3000, ([first, second], noise) => 2 * first! - second! + 0.5 * noise)
    const { estimator, best } = await trainSample(straight)
    expect(rmse.of(more.target, estimate(estimator, more.matrix)) / best.score).toBeCloseTo(1, 0)
  })

  test("logarithms of a skewed target are tried, and the answer is in the target's own unit", async () => {
    const { estimator, trials } = await trainSample(skewed, { estimators: ["linear"] })
    const [logged, plain] = [true, false].map((way) =>
      trials.find(({ id, params }) => id.startsWith("ridge") && (params["target"] === "log1p") === way),
    )
    expect(logged!.score).toBeLessThan(plain!.score)
    expect(estimator.kind).toBe("transformed")
    const answers = estimate(estimator, skewed.matrix)[0]!
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(answers) / mean(skewed.target)).toBeCloseTo(1, 1)
  })

  test("a metric of logarithms is served by logarithms only, unscaled", async () => {
    const rmsle: Score = {
      ...rmse,
      name: "rmsle",
      of: (truth, [answer]) => rmse.of(truth.map(Math.log1p), [answer!.map(Math.log1p)]),
    }
    const { estimator, trials } = await trainSample(skewed, { blend: false }, { score: rmsle })
    expect(trials.filter(({ id, params }) => id !== "baseline" && params["target"] !== "log1p")).toEqual([])
    expect(estimator).toMatchObject({ kind: "transformed", scale: 1 })
  })

  test("a metric of absolute errors is served by making those small", async () => {
    const mae: Score = {
      ...rmse,
      name: "mae",
      of: (truth, [answer]) =>
        truth.reduce((sum, value, row) => sum + Math.abs(value - answer![row]!), 0) / truth.length,
    }
    const outliers = table(600, ([first, second], noise) => Math.sign(first! * second!) * 3 + noise ** 5)
    const { trials } = await trainSample(
      outliers,
      { estimators: ["boosting"], maxTrials: 2, blend: false },
      { score: mae },
    )
    const [absolute, squared] = [true, false].map((way) =>
      trials.find(({ family, params }) => family === "boosting" && (params["loss"] === "absolute") === way),
    )
    expect(absolute!.score).toBeLessThan(squared!.score)
  })

  test("a quantile is answered by trees grown for it, and judged by its pinball loss", async () => {
    const pinball: Score = {
      name: "pinball-0.9",
      lowerIsBetter: true,
      of: (truth, [answer]) =>
        truth.reduce((sum, value, row) => {
          const above = value - answer![row]!
          return sum + (above > 0 ? 0.9 * above : -0.1 * above)
        }, 0) / truth.length,
    }
    const { estimator, trials } = await trainSample(straight, { maxTrials: 2 }, { score: pinball })
    const answers = estimate(estimator, straight.matrix)[0]!
    const below = straight.target.filter((value, row) => value <= answers[row]!).length
    expect(below / 300).toBeGreaterThan(0.8)
    expect(trials.filter(({ family }) => family === "boosting").map(({ params }) => params["loss"])).toEqual([
      "quantile",
      "quantile",
    ])
    expect(trials.some(({ family }) => family === "ridge" || family === "forest")).toBe(false)
  })

  test.each(["poisson", "tweedie", "huber", "quantile"])(
    "the loss %s is made small where it is asked for",
    async (loss) => {
      const { estimator } = await trainSample(skewed, { loss, estimators: ["boosting"], maxTrials: 1, blend: false })
      expect(estimator).toMatchObject({
        kind: "trees",
        link: loss === "poisson" || loss === "tweedie" ? "log" : "identity",
      })
    },
  )

  test("counts below zero, and a loss of numbers for classes, are refused with what to do", async () => {
    await expect(trainSample(straight, { loss: "poisson" })).rejects.toMatchObject({ code: "train.target-negative" })
    const classes = { ...straight, target: straight.target.map((value) => (value > 0 ? 1 : 0)), classes: 2 }
    const asked = trainSample({ ...classes, task: "binary" }, { loss: "quantile" })
    await expect(asked).rejects.toMatchObject({ code: "train.loss-not-for-task" })
  })

  test("directions are kept by what is tried, and what cannot keep them is left out and named", async () => {
    const { estimator, trials, notes } = await trainSample({ ...bent, directions: Int8Array.of(1, 0, 0, 0) })
    expect(new Set(trials.map(({ family }) => family))).not.toContain("forest")
    expect(notes).toContain("forest is left out: it cannot keep train.monotone")
    const along = sampleMatrix([
      [-3, -2, -1, 0, 1, 2, 3],
      ...[1, -1, 0].map((value) => new Array<number>(7).fill(value)),
    ])
    const answers = [...estimate(estimator, along)[0]!]
    expect(answers).toEqual([...answers].sort((a, b) => a - b))
    const classes = { ...bent, task: "multiclass", classes: 3, directions: new Int8Array(4) } as const
    await expect(trainSample(classes)).rejects.toMatchObject({ code: "train.monotone-not-for-task" })
  })

  test("a target nothing explains is left to the baseline or to an answer close to it", async () => {
    const { best, trials } = await trainSample(table(200, (_, noise) => noise))
    const floor = trials.find(({ id }) => id === "baseline")!
    expect(best.score).toBeLessThanOrEqual(floor.score)
    expect(best.score).toBeGreaterThan(floor.score * 0.93)
  })

  test("one row, and rows that allow no fold, give the baseline", async () => {
    const one: TrainInput = { ...straight, matrix: sampleMatrix([[1]]), target: Float64Array.of(4) }
    expect((await trainSample(one)).estimator).toEqual({ kind: "constant", values: [4] })
    const groups = new Int32Array(300)
    expect((await trainSample({ ...straight, groups })).best.id).toBe("baseline")
  })

  test("no feature at all gives the baseline's answer", async () => {
    const empty: TrainInput = { ...straight, matrix: { rows: 300, features: [], columns: [] } }
    const { estimator, baseline } = await trainSample(empty)
    const answer = estimate(estimator, empty.matrix)[0]![0]!
    expect(answer).toBeCloseTo(estimate(baseline, empty.matrix)[0]![0]!, 6)
  })

  test("a budget too small for one fit still gives an estimator, and the same one each time", async () => {
    const [first, second] = [
      await trainSample(bent, { budgetSeconds: 1e-6 }, slowClock(0)),
      await trainSample(bent, { budgetSeconds: 1e-6 }, slowClock(0)),
    ]
    expect(first.estimator).toEqual(second.estimator)
    expect(estimate(first.estimator, bent.matrix)[0]!.every(Number.isFinite)).toBe(true)
  })

  test("a budget too small for a second fit says so, and gives the best so far", async () => {
    const { notes, best } = await trainSample(bent, { budgetSeconds: 1e-6, estimators: ["forest", "boosting"] })
    expect(notes.join()).toContain("train.budgetSeconds of 0.000001 is too small")
    expect(best.family).not.toBe("baseline")
    expect((await trainSample(bent, { estimators: ["linear"] })).notes).toEqual([])
  })

  test("a target whose squares are not finite is refused", async () => {
    const huge = { ...bent, target: bent.target.map((value) => value * 1e300) }
    await expect(trainSample(huge)).rejects.toMatchObject({ code: "train.target-too-large" })
  })

  test("a number has no probabilities to correct", async () => {
    await expect(trainSample(bent, { calibrate: "isotonic" })).rejects.toMatchObject({
      code: "train.calibration-not-for-task",
    })
  })

  test("a target whose values are so near each other that squares vanish is refused", async () => {
    const tiny = { ...bent, target: bent.target.map((value) => value * 1e-200) }
    await expect(trainSample(tiny)).rejects.toMatchObject({ code: "train.target-too-small" })
  })

  test("the speed of the machine does not change the estimator", async () => {
    const settings = { budgetSeconds: 1 }
    const fast = await trainSample(bent, settings, slowClock(0))
    const slower = await trainSample(bent, settings, slowClock(0.05))
    expect(slower.stoppedByClock).toBe(false)
    expect(slower.estimator).toEqual(fast.estimator)
  })

  test("a clock past the budget and ten seconds ends the search and says so", async () => {
    const { stoppedByClock, estimator } = await trainSample(bent, { budgetSeconds: 1 }, slowClock(4000))
    expect(stoppedByClock).toBe(true)
    expect(estimate(estimator, bent.matrix)[0]!.every(Number.isFinite)).toBe(true)
  })

  test("what is being tried is told, with the time that is left at most", async () => {
    const told: string[] = []
    const progress = ({ text }: { readonly text: string }): number => told.push(text)
    const settings = { budgetSeconds: 30, maxTrials: 1, estimators: ["boosting"] }
    await trainSample(bent, settings, { progress, ...slowClock(20) })
    expect(told).toContainEqual(expect.stringMatching(/^trying boosting-1, at most (30|29|28) s left$/))
  })

  test("candidates that cannot all be tried in full get a first look, and the best go on", async () => {
    const large = table(6000, ([first, second], noise) => Math.sign(first! * second!) * 3 + 0.3 * noise)
    const lines: string[] = []
    const progress = ({ text }: { readonly text: string }): number => lines.push(text)
    const { trials } = await trainSample(large, { budgetSeconds: 3, estimators: ["boosting"] }, { progress })
    const [, looked] = /^(\d+) candidates had a first look/.exec(lines.find((line) => line.includes("first look"))!)!
    const tried = trials.filter(({ family }) => family === "boosting").length
    expect(tried).toBeGreaterThan(1)
    expect(tried).toBeLessThan(Number(looked))
  })

  test("small gives one model and never a larger one, balanced fits it three times, best more often", async () => {
    const sizeOf = async (prefer: string): Promise<{ bytes: number; kind: string; members: number }> => {
      const { estimator } = await trainSample(bent, {
        prefer,
        estimators: ["boosting"],
        maxTrials: 2,
        budgetSeconds: 20,
      })
      const members = estimator.kind === "blend" ? estimator.members.length : 1
      return { bytes: estimatorBytes(estimator), kind: estimator.kind, members }
    }
    const [small, balanced, best] = [await sizeOf("small"), await sizeOf("balanced"), await sizeOf("best")]
    expect(small.kind).toBe("trees")
    expect(small.bytes).toBeLessThanOrEqual(balanced.bytes)
    expect(balanced.members % 3).toBe(0)
    expect(best.members).toBeGreaterThanOrEqual(4)
  })

  test("each candidate says its size and what it takes to answer a row", async () => {
    const { trials } = await trainSample(bent, { estimators: ["boosting"], maxTrials: 2 })
    for (const { bytes, family } of trials) expect(bytes > 0).toBe(family !== "baseline")
    for (const { predictMicroseconds } of trials) expect(predictMicroseconds).toBeGreaterThanOrEqual(0)
  })

  test("a person who is asked sees the first round, and what they chose is tuned and put together", async () => {
    const asked: TrainQuestion[] = []
    const ask = async (question: TrainQuestion): Promise<TrainAnswer> => {
      asked.push(question)
      return { tune: { "boosting-1": { leaves: [4, 6], minLeaf: [3] } }, ensemble: ["boosting"] }
    }
    const settings = { mode: "ask", budgetSeconds: 6, estimators: ["linear", "boosting"] }
    const { trials, best, answer } = await trainSample(bent, settings, { ask })
    expect(asked).toHaveLength(1)
    expect(asked[0]!.candidates.map(({ family }) => family)).toContain("ridge")
    expect(asked[0]!.tunable.map(({ id }) => id)).toContain("boosting-1")
    const { problemOf } = asked[0]!.tunable.find(({ id }) => id === "boosting-1")!
    expect([{}, { leaves: [7, 15] }].map(problemOf)).toEqual([undefined, undefined])
    expect(problemOf({ leaves: [7, "many"] })).toContain('boosting with leaves "many"')
    const tuned = trials.filter(({ params }) => params["minLeaf"] === 3).map(({ params }) => params["leaves"])
    expect(tuned.sort()).toEqual([4, 6])
    expect(Object.keys(best.params).every((id) => id.startsWith("boosting"))).toBe(true)
    const again = await trainSample(bent, { ...settings, ...answer })
    expect(again.trials.map(({ id, score }) => [id, score])).toEqual(trials.map(({ id, score }) => [id, score]))
  })

  test.each([
    [{}, "train.nobody-to-ask"],
    [{ tune: {} }, "train.nobody-to-ask"],
    [{ tune: { bosting: {} }, ensemble: "auto" }, "train.tune-unknown"],
    [{ tune: { boosting: { leafs: [3] } }, ensemble: "auto" }, "train.grid-invalid"],
    [{ tune: { boosting: { leaves: [1] } }, ensemble: "auto" }, "train.grid-invalid"],
    [{ tune: { "boosting-99": {} }, ensemble: "auto" }, "train.tune-unknown"],
    [{ tune: {}, ensemble: ["perceptron-9"] }, "train.ensemble-unknown"],
  ])("an answer %j is refused with %s", async (answer, code) => {
    const settings = { mode: "ask", estimators: ["boosting"], budgetSeconds: 0.2, ...answer }
    await expect(trainSample(bent, settings)).rejects.toMatchObject({ code })
  })

  test("what a person wanted tuned and there was no time for is told", async () => {
    const tune = { boosting: { leaves: [4, 6, 8] } }
    const settings = { mode: "ask", estimators: ["boosting"], budgetSeconds: 0.05, tune, ensemble: "auto" }
    const { notes } = await trainSample(bent, settings)
    expect(notes).toEqual(["train.budgetSeconds of 0.05 left no time for 3 candidates that were to be tuned; raise it"])
  })

  test("the error where nobody is there names just what is open", async () => {
    const settings = { mode: "ask", estimators: ["linear"], budgetSeconds: 0.2, tune: {} }
    await expect(trainSample(straight, settings)).rejects.toThrow("and train.ensemble is not set")
  })

  test("an abort ends it with its reason", async () => {
    const controller = new AbortController()
    const progress = (): void => controller.abort(new Error("enough"))
    await expect(trainSample(bent, {}, { progress, signal: controller.signal })).rejects.toThrow("enough")
  })

  test("only the families asked for are tried", async () => {
    const { trials } = await trainSample(straight, { estimators: ["forest"] })
    expect(new Set(trials.map(({ family }) => family))).toEqual(new Set(["baseline", "forest"]))
  })

  test("families of which none can do what is wanted are refused with the reason, not answered by the baseline", async () => {
    const asked = [{ estimators: ["neighbours"] }, { estimators: ["linear", "forest"], loss: "quantile" }]
    for (const settings of asked)
      await expect(trainSample(straight, settings)).rejects.toMatchObject({ code: "train.nothing-to-try" })
  })

  test.each([{ "0": 0 }, { "0": 0, "1": 0 }])(
    "class weights %j that leave less than two classes are refused",
    async (classWeight) => {
      const classes = {
        ...straight,
        task: "binary",
        classes: 2,
        target: straight.target.map((value) => +(value > 0)),
      } as const
      await expect(trainSample(classes, { classWeight })).rejects.toMatchObject({
        code: "train.class-weights-leave-one",
      })
    },
  )
})

/** A clock that moves by so many milliseconds at each look. */
function slowClock(stepMs: number): { clock: Clock } {
  let now = 0
  const elapsed = (): number => {
    now += stepMs
    return now
  }
  return { clock: { now: elapsed, elapsed } }
}
