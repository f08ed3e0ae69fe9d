import { describe, expect, test } from "vitest"
import { seededRandom, stableExp } from "../base/index.ts"
import { type Estimator, estimate, type LinearEstimator, type TreesEstimator } from "../model/index.ts"
import type { TrainInput, TrainResult } from "./input.ts"
import { normalColumns, sampleMatrix, trainSample } from "./samples.ts"
import { warmParts } from "./warm-start.ts"

type Rule = (first: number, second: number, noise: number) => number

const rules = {
  regression: (first, second, noise) => Math.sign(first * second) * 3 + first + 0.3 * noise,
  skewed: (first, second, noise) => Math.exp(2 + first + Math.sign(second) + 0.2 * noise),
  binary: (first, second, noise) => (first * second + 0.3 * noise > 0 ? 1 : 0),
  multiclass: (first, second, noise) => (first * second + 0.3 * noise > 0 ? 1 : second > 0.5 ? 2 : 0),
} satisfies Record<string, Rule>

function table(kind: keyof typeof rules, rows: number, seed: number): TrainInput {
  const random = seededRandom(seed)
  const columns = normalColumns(rows, 3, random)
  const target = Float64Array.from({ length: rows }, (_, row) =>
    rules[kind](columns[0]![row]!, columns[1]![row]!, random.normal()),
  )
  const task = kind === "skewed" ? "regression" : kind
  return { matrix: sampleMatrix(columns), target, task, classes: { regression: 0, binary: 2, multiclass: 3 }[task] }
}

const learn = (input: TrainInput, settings: Readonly<Record<string, unknown>> = {}): Promise<TrainResult> =>
  trainSample(input, { estimators: ["boosting"], maxTrials: 1, budgetSeconds: 0.2, ...settings })

const startOf = ({ estimator }: TrainResult, knowsRows = false): Pick<TrainInput, "start"> => ({
  start: { estimator, name: "homes/1", knowsRows },
})

const boostedOf = (estimator: Estimator): readonly TreesEstimator[] =>
  warmParts(estimator).flatMap((part) => (part.kind === "boosted" ? [part.trees] : []))

/** The ensemble as it was before trees were added. */
function firstTrees(all: TreesEstimator, count: number): TreesEstimator {
  return { ...all, roots: all.roots.slice(0, count) }
}

function meanLoss(input: TrainInput, estimator: Estimator): number {
  const answers = estimate(estimator, input.matrix)
  const losses = input.target.map((truth, row) => {
    if (input.task === "regression") return (truth - answers[0]![row]!) ** 2
    const share = input.task === "multiclass" ? answers[truth]![row]! : Math.abs(1 - truth - answers[0]![row]!)
    return -Math.log(Math.max(share, 1e-12))
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

describe.each(["regression", "skewed", "binary", "multiclass"] as const)("going on from a model, %s", (kind) => {
  test("new rows add trees behind those there were, and new rows again are answered better", async () => {
    const before = await learn(table(kind, 120, 1))
    const more = await learn({ ...table(kind, 600, 2), ...startOf(before) })
    expect(more.best.family).toBe("boosting-on")
    expect(more.best.rounds).toBeGreaterThan(0)
    const [old, grown] = [boostedOf(before.estimator), boostedOf(more.estimator)]
    expect(grown).toHaveLength(old.length)
    const outputs = old[0]!.outputs
    for (const [at, trees] of grown.entries()) {
      const count = old[at]!.roots.length
      expect(trees.roots.length).toBe(count + more.best.rounds * outputs)
      const { matrix } = table(kind, 50, 3)
      expect(estimate(firstTrees(trees, count), matrix)).toEqual(estimate(old[at]!, matrix))
    }
    const unseen = table(kind, 800, 4)
    expect(meanLoss(unseen, more.estimator)).toBeLessThan(meanLoss(unseen, before.estimator))
  })

  test("as many rounds as are asked for are added, on the rows it knows too, where what it had learnt of itself stays", async () => {
    const input = table(kind, 300, 1)
    const before = await learn(input)
    const more = await learn({ ...input, ...startOf(before, true) }, { warmStartRounds: 7 })
    expect(more.best.rounds).toBe(7)
    expect(more.outOfFold).toBeUndefined()
    expect(more.estimator.kind).toBe(before.estimator.kind)
    if (more.estimator.kind === "calibrated" && before.estimator.kind === "calibrated")
      expect(more.estimator.map).toEqual(before.estimator.map)
    expect(meanLoss(input, more.estimator)).toBeLessThan(meanLoss(input, before.estimator))
    const whole = { ...table(kind, 400, 1), ...startOf(before, true) }
    const again = await more.refit(whole, refitEffects())
    expect(boostedOf(again)[0]!.roots.length).toBe(boostedOf(more.estimator)[0]!.roots.length)
  })
})

const refitEffects = () => ({
  progress: () => undefined,
  clock: { now: () => 0, elapsed: () => 0 },
  random: seededRandom(1),
})

describe("going on from a model", () => {
  test("a model that new rows tell nothing new stays as it is", async () => {
    const input = table("regression", 400, 1)
    const before = await learn(input, { budgetSeconds: 1 })
    const noise = seededRandom(9)
    const told = estimate(before.estimator, input.matrix)[0]!.map((answer) => answer + noise.normal())
    const more = await learn({ ...input, target: told, ...startOf(before) })
    expect(more.best.rounds).toBeLessThanOrEqual(3)
  })

  test("parts that are no boosting stay, and count as they did", async () => {
    const input = table("regression", 300, 1)
    const [boosted, linear] = [await learn(input), await learn(input, { estimators: ["linear"] })]
    const both: Estimator = { kind: "blend", members: [boosted.estimator, linear.estimator], weights: [0.75, 0.25] }
    const more = await learn({
      ...table("regression", 300, 2),
      start: { estimator: both, name: "both", knowsRows: false },
    })
    const kept = warmParts(more.estimator).flatMap((part) => (part.kind === "kept" ? [part] : []))
    const { means: _, ...same } = linear.estimator as LinearEstimator // which explanations measure from, of the present rows
    expect(kept).toMatchObject([{ weight: 0.25, estimator: same }])
  })

  test("counts go on as counts: the logarithm of their mean is what gets more trees", async () => {
    const counted = (seed: number): TrainInput => {
      const input = table("regression", 400, seed)
      return { ...input, target: input.target.map((value) => Math.round(stableExp(value / 3))) }
    }
    const before = await learn(counted(1), { loss: "poisson" })
    const more = await learn({ ...counted(2), ...startOf(before) }, { loss: "poisson" })
    expect(boostedOf(more.estimator).every(({ link }) => link === "log")).toBe(true)
    await expect(learn({ ...counted(2), ...startOf(before) })).rejects.toMatchObject({ code: "train.warm-start-loss" })
  })

  test.each([
    {
      what: "one without boosted trees",
      first: { estimators: ["linear"] },
      code: "train.warm-start-without-trees",
    },
    {
      what: "one that knows the rows, without a number of rounds",
      knowsRows: true,
      code: "train.warm-start-rounds-open",
    },
    { what: "families that cannot", second: { estimators: ["linear"] }, code: "train.nothing-to-try" },
  ])("$what is refused", async ({ first, knowsRows, second, code }) => {
    const input = table("regression", 200, 1)
    const before = await learn(input, first)
    await expect(learn({ ...input, ...startOf(before, knowsRows) }, second)).rejects.toMatchObject({ code })
  })

  test("the same model, rows and seed give the same bytes, on one thread and on two", async () => {
    const before = await learn(table("binary", 300, 1))
    const input = { ...table("binary", 300, 2), ...startOf(before) }
    const [one, two] = [await learn(input, { threads: 1 }), await learn(input, { threads: 2 })]
    expect(two.estimator).toEqual(one.estimator)
  })
})
