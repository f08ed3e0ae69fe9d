import type { Additive } from "./attribute.ts"
import { type Composition, logOdds, type Sums, spread, sumsIn } from "./composition.ts"

/**
 * Contributions to answers that are made of several sums, or of one in a way that bends: those to each sum are multiplied by the mean
 * slope of the answer between base and row, and so they add up (integrated gradients along the straight line, Sundararajan and others
 * 2017). For classes the answer is counted in log odds: a probability runs flat at both ends, where contributions that cancel each
 * other could be larger than any probability. No Shapley values of the answer, but made of those of its sums.
 */
export function onAnswerScale(composition: Composition, scale: "answer" | "logOdds"): Additive {
  const { parts, outputs, bends } = composition
  const count = sumsIn(parts)
  const sums: Sums = { values: new Float64Array(count), slopes: new Float64Array(count) }
  const answerOf = composition.open(sums)
  const starts = Float64Array.from(parts.flatMap(({ base }) => [...base]))
  const standing = (output: number): number => {
    const answer = answerOf(output)
    return scale === "answer" ? answer : logOdds(answer)
  }
  const base = Float64Array.from({ length: outputs }, (_, output) => {
    sums.values.set(starts)
    return standing(output)
  })
  const ends = new Float64Array(count)
  const means = new Float64Array(count)
  let own: Float64Array[] = []
  return {
    unit: scale,
    exact: !bends && parts.every(({ exact }) => exact),
    base,
    add: (columns, row, { output, to }) => {
      if (own[0]?.length !== to.length) own = Array.from({ length: count }, () => new Float64Array(to.length))
      let place = 0
      for (const part of parts) {
        for (let of = 0; of < part.base.length; of++, place++) {
          const contributions = own[place]!.fill(0)
          // an output that is no part of a common scale says nothing of another
          if (part.unit !== "answer" || of === output) part.add(columns, row, { output: of, to: contributions })
          ends[place] = contributions.reduce((total, value) => total + value, starts[place]!)
        }
      }
      sums.values.set(ends)
      const change = standing(output) - base[output]!
      const line = { sums, starts, ends, means }
      const factorHere = (): number => {
        const answer = answerOf(output)
        return scale === "answer" ? 1 : 1 / spread(answer)
      }
      meanSlopes(line, factorHere)
      if (count === 1) means[0] = quotient(line, change)
      shareOut({ own, means, change }, to)
    },
  }
}

/** From the base to the sums of a row. */
interface Line {
  readonly sums: Sums
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** By sum: how steep the answer is along the line; overwritten. */
  readonly means: Float64Array
}

/** The middle of each of some steps stands for it. */
function meanSlopes({ sums, starts, ends, means }: Line, factorHere: () => number): void {
  means.fill(0)
  for (let step = 0; step < steps; step++) {
    const share = (step + 0.5) / steps
    for (let place = 0; place < starts.length; place++)
      sums.values[place] = starts[place]! + share * (ends[place]! - starts[place]!)
    const factor = factorHere()
    for (let place = 0; place < starts.length; place++) means[place]! += (factor * sums.slopes[place]!) / steps
  }
}

/** Of one sum the mean slope is known. Where both ends are one, there is nothing to share out and any slope will do. */
function quotient({ starts, ends }: Line, change: number): number {
  const way = ends[0]! - starts[0]!
  return way === 0 ? 0 : change / way
}

interface Shares {
  /** sums x features: contributions to each sum */
  readonly own: readonly Float64Array[]
  readonly means: Float64Array
  readonly change: number
}

/** What the steps leave of the change is small, what those of a correction leave need not be: it goes to the features by the size of what they have. */
function shareOut({ own, means, change }: Shares, to: Float64Array): void {
  const found = new Float64Array(to.length)
  const sizes = new Float64Array(to.length)
  for (const [place, contributions] of own.entries()) {
    for (let feature = 0; feature < to.length; feature++) found[feature]! += means[place]! * contributions[feature]!
  }
  const reached = total(found)
  const stretch = reached === 0 ? 1 : Math.min(mostStretched, Math.max(1 / mostStretched, change / reached))
  for (const [feature, value] of found.entries()) sizes[feature] = Math.abs(value)
  if (total(sizes) === 0) {
    for (const contributions of own)
      for (const [feature, value] of contributions.entries()) sizes[feature]! += Math.abs(value)
  }
  const size = total(sizes)
  if (size === 0) return
  for (const [feature, value] of found.entries())
    to[feature]! += stretch * value + ((change - stretch * reached) * sizes[feature]!) / size
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const steps = 32
/** A correction is steeper or flatter than what it corrects; by more than this it has steps, of which features know nothing. */
const mostStretched = 4
