import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { type Observation, propose } from "./propose.ts"
import type { Space } from "./space.ts"

const space: Space = {
  rate: { kind: "number", low: 0.01, high: 1, log: true },
  leaves: { kind: "number", low: 2, high: 64, log: true, whole: true },
  share: { kind: "number", low: 0, high: 1 },
  loss: { kind: "choice", values: ["squared", "absolute"] },
}

/** Smallest at a rate of 0.1, 8 leaves, a share of 0.8 and absolute loss. */
function bowl({ params }: Pick<Observation, "params">): number {
  const { rate, leaves, share, loss } = params as { rate: number; leaves: number; share: number; loss: string }
  return (
    Math.log10(rate / 0.1) ** 2 +
    Math.log2(leaves / 8) ** 2 / 4 +
    (share - 0.8) ** 2 * 4 +
    (loss === "absolute" ? 0 : 1)
  )
}

const start: Observation = {
  family: "trees",
  params: { rate: 1, leaves: 64, share: 0, loss: "squared", minLeaf: 7 },
  score: 0,
}

function search(steps: number, seed: number): Observation[] {
  const seen: Observation[] = [{ ...start, score: bowl(start) }]
  for (let step = 0; step < steps; step++) {
    const random = seededRandom(`${seed}/${step}`)
    const next = propose(seen, { spaces: new Map([["trees", space]]), lowerIsBetter: true, random })!
    seen.push({ ...next, score: bowl(next) })
  }
  return seen
}

describe("propose", () => {
  test("what is proposed lies within its dimensions, and what has none stays as it was", () => {
    for (const { params } of search(30, 1)) {
      expect(params["rate"]).toBeGreaterThanOrEqual(0.01)
      expect(params["rate"]).toBeLessThanOrEqual(1)
      expect(Number.isInteger(params["leaves"])).toBe(true)
      expect(["squared", "absolute"]).toContain(params["loss"])
      expect(params["minLeaf"]).toBe(7)
    }
  })

  test("the same observations and seed give the same proposals", () => {
    expect(search(10, 3)).toEqual(search(10, 3))
    expect(search(10, 3)).not.toEqual(search(10, 4))
  })

  test("later proposals are nearer to the best than early ones, which are no better than chance", () => {
    const mean = (from: number, to: number): number => {
      const scores = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => search(50, seed).slice(from, to))
      return scores.reduce((sum, { score }) => sum + score, 0) / scores.length
    }
    expect(mean(40, 50)).toBeLessThan(mean(1, 11) / 3)
  })

  test("a family that does better is proposed more often, and one without a dimension never", () => {
    const observed = (family: string, score: number): Observation => ({ family, params: { share: 0.5 }, score })
    const seen = [
      ...[1, 2, 3].map((score) => observed("good", score)),
      ...[7, 8, 9].map((score) => observed("bad", score)),
    ]
    const spaces = new Map([
      ["good", { share: space["share"]! }],
      ["bad", { share: space["share"]! }],
    ])
    const proposed = Array.from(
      { length: 60 },
      (_, seed) =>
        propose([...seen, observed("fixed", 0)], { spaces, lowerIsBetter: true, random: seededRandom(seed) })!.family,
    )
    expect(proposed.filter((family) => family === "good").length).toBeGreaterThan(40)
    expect(proposed).not.toContain("fixed")
    expect(propose([observed("fixed", 0)], { spaces, lowerIsBetter: true, random: seededRandom(1) })).toBeUndefined()
  })
})
