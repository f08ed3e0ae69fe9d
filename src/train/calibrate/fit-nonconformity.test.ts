import { describe, expect, it } from "vitest"
import { type Random, seededRandom } from "../../base/index.ts"
import { type Model, predictionSets } from "../../model/index.ts"
import { fitNonconformity } from "./fit-nonconformity.ts"

/** Stated probabilities of classes, and classes drawn by true ones. */
function table(rows: number, seed: number, stated: (truths: readonly number[]) => readonly number[]) {
  const random = seededRandom(seed)
  const truths = Array.from({ length: rows }, () => sharesOf(random))
  const target = Float64Array.from(truths, (shares) => drawn(shares, random.next()))
  const answers = [0, 1, 2].map((label) => Float64Array.from(truths, (shares) => stated(shares)[label]!))
  return { rows: Int32Array.from(target.keys()), answers, target }
}

function sharesOf(random: Random): readonly number[] {
  const sizes = [0, 1, 2].map(() => Math.exp(2 * random.normal()))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return sizes.map((size) => size / total)
}

const drawn = ([first = 0, second = 0]: readonly number[], at: number): number =>
  at < first ? 0 : at < first + second ? 1 : 2

const honest = (truths: readonly number[]): readonly number[] => truths
/** Far too sure of the likeliest class. */
function boastful(truths: readonly number[]): readonly number[] {
  const powers = truths.map((share) => share ** 4)
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

function modelOf(learnt: ReturnType<typeof table>, classes = ["a", "b", "c"]): Model {
  const nonconformity = fitNonconformity(learnt, learnt.target)
  const task = classes.length === 2 ? "binary" : "multiclass"
  return { name: "kinds", task, classes, nonconformity } as Partial<Model> as Model
}

const heldBy = (sets: readonly (readonly number[])[], target: Float64Array): number =>
  sets.filter((set, row) => set.includes(target[row]!)).length / sets.length

describe("prediction sets from probabilities out of fold", () => {
  it.each([
    ["honest probabilities", honest],
    ["probabilities that boast", boastful],
  ])("hold the truth of as many new rows as they promise: %s", (_, stated) => {
    const model = modelOf(table(2000, 1, stated))
    const { answers, target } = table(4000, 2, stated)
    for (const share of [0.8, 0.9, 0.95]) {
      // two standard errors of both tables together
      expect(Math.abs(heldBy(predictionSets(model, { probabilities: answers }, share), target) - share)).toBeLessThan(
        0.03,
      )
    }
  })

  it("hold what they promise on average over small tables too", () => {
    let held = 0
    for (let seed = 1; seed <= 400; seed++) {
      const { rows, answers, target } = table(40, seed, honest)
      const learnt = { rows: rows.slice(0, 39), answers: answers.map((column) => column.slice(1)) }
      const model = modelOf({ ...learnt, target: target.slice(1) })
      const probabilities = answers.map((column) => column.slice(0, 1))
      held += heldBy(predictionSets(model, { probabilities }, 0.9), target.slice(0, 1))
    }
    expect(held / 400).toBeGreaterThan(0.87)
  })

  it("name the likeliest class first, more of them for a larger share, and never none", () => {
    const model = modelOf(table(500, 3, honest))
    const { answers } = table(200, 4, honest)
    const [few, many] = [0.5, 0.95].map((share) => predictionSets(model, { probabilities: answers }, share))
    for (const [row, set] of many!.entries()) {
      expect(set.slice(0, few![row]!.length)).toEqual(few![row])
      expect(few![row]!.length).toBeGreaterThan(0)
      expect(Math.max(...answers.map((column) => column[row]!))).toBe(answers[set[0]!]![row])
    }
  })

  it("are learnt of two classes from the one probability that is answered for them", () => {
    const chances = Float64Array.from({ length: 40 }, (_, row) => (row + 0.5) / 40)
    const learnt = { rows: Int32Array.from(chances.keys()), answers: [chances] }
    const model = modelOf({ ...learnt, target: chances.map((chance) => (chance > 0.3 ? 1 : 0)) }, ["no", "yes"])
    const probabilities = [Float64Array.of(0.9, 0.45), Float64Array.of(0.1, 0.55)]
    expect(predictionSets(model, { probabilities }, 0.95)).toEqual([[0], [1, 0]])
  })

  it("are refused for a share that so few rows cannot tell, for numbers, and without scores", () => {
    const probabilities = [Float64Array.of(1), Float64Array.of(0), Float64Array.of(0)]
    const refusal = (model: Model, share: number) => () => predictionSets(model, { probabilities }, share)
    const learnt = table(30, 1, honest)
    expect(refusal(modelOf(learnt), 0.99)).toThrow(expect.objectContaining({ code: "model.prediction-set-level" }))
    const missing = expect.objectContaining({ code: "model.prediction-sets-missing" })
    const few = table(19, 1, honest)
    expect(refusal({ ...modelOf(few), task: "regression" }, 0.9)).toThrow(missing)
    expect(refusal(modelOf(few), 0.9)).toThrow(missing)
  })
})
