import type { Curve } from "../evaluation.ts"
import type { Ranking } from "./ranking.ts"

/** A ranking with the scores it was made of. */
export type Scored = Ranking & { readonly score: Float64Array }

/**
 * From (0, 0) to (1, 1), thinned to at most `most` points evenly along its length.
 *
 * @returns empty unless both classes occur
 */
export function rocCurve(ranking: Scored, most: number): Curve["points"] {
  const steps = stepsOf(ranking)
  const { positives, negatives } = steps.at(-1)!
  if (positives === 0 || negatives === 0) return []
  const highest = Math.max(1, ranking.score[ranking.order[0]!]!)
  const points = steps.map((step) => ({
    x: step.negatives / negatives,
    y: step.positives / positives,
    threshold: step.threshold,
  }))
  return thin([{ x: 0, y: 0, threshold: highest }, ...points], most)
}

/**
 * Recall from the first score to 1, precision at it.
 *
 * @returns empty unless the positive class occurs
 */
export function precisionRecallCurve(ranking: Scored, most: number): Curve["points"] {
  const steps = stepsOf(ranking)
  const { positives } = steps.at(-1)!
  if (positives === 0) return []
  const points = steps.map((step) => ({
    x: step.positives / positives,
    y: step.positives / (step.positives + step.negatives),
    threshold: step.threshold,
  }))
  return thin(points, most)
}

interface Step {
  readonly threshold: number
  readonly positives: number
  readonly negatives: number
}

/** One a distinct score, from the highest: how many of each class lie at or above it. */
function stepsOf({ order, groupEnd, positive, score }: Scored): readonly Step[] {
  const steps: Step[] = []
  let positives = 0
  let negatives = 0
  for (let position = 0; position < order.length; position++) {
    if (positive[position] === 1) positives++
    else negatives++
    if (groupEnd[position] === 1) steps.push({ threshold: score[order[position]!]!, positives, negatives })
  }
  return steps
}

/** Keeps the ends, and between them the first point in each equal length of the path. */
function thin(points: Curve["points"], most: number): Curve["points"] {
  if (points.length <= most) return points
  const lengths = [0]
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1]!, points[index]!]
    lengths.push(lengths[index - 1]! + Math.abs(to.x - from.x) + Math.abs(to.y - from.y))
  }
  const stride = lengths.at(-1)! / (most - 2)
  let bin = -1
  return points.filter((_point, index) => {
    if (index === points.length - 1) return true
    const own = Math.min(most - 3, Math.floor(lengths[index]! / stride))
    const kept = own > bin
    if (kept) bin = own
    return kept
  })
}
