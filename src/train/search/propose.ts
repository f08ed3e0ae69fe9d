import type { Random } from "../../base/index.ts"
import type { Dimension, Params, ParamValue, Space } from "./space.ts"

/** A candidate with the score it got; compared only with those that were scored on the same rows. */
export interface Observation {
  readonly family: string
  readonly params: Params
  readonly score: number
}

export interface ProposalGround {
  /** Family -> where to look; families without a dimension are left out. */
  readonly spaces: ReadonlyMap<string, Space>
  readonly lowerIsBetter: boolean
  readonly random: Random
}

export interface Proposal {
  readonly family: string
  readonly params: Params
}

/**
 * The next candidate worth a try, by a tree-structured Parzen estimator (Bergstra and others 2011): observations are cut into a
 * good quarter and the rest, each gets a density, and of several draws from the good one the one whose ratio of densities is
 * largest is proposed. The family is the root of the tree, its dimensions are taken as independent.
 *
 * @returns undefined when no observed family has a dimension
 */
export function propose(observations: readonly Observation[], ground: ProposalGround): Proposal | undefined {
  const { spaces, lowerIsBetter, random } = ground
  const known = observations.filter(({ family, score }) => spaces.has(family) && Number.isFinite(score))
  if (known.length === 0) return undefined
  const sign = lowerIsBetter ? 1 : -1
  const ranked = [...known].sort((a, b) => sign * (a.score - b.score))
  const cut = Math.max(1, Math.ceil(ranked.length * goodShare))
  const [good, rest] = [ranked.slice(0, cut), ranked.slice(cut)]
  const family = drawFamily(good, rest, random)
  const own = (all: readonly Observation[]): Params[] =>
    all.filter((one) => one.family === family).map(({ params }) => params)
  const [better, worse] = [own(good), own(rest)]
  // what the space leaves open stays as the best candidate of the family has it
  const base = ranked.find((one) => one.family === family)!.params
  const chosen = Object.entries(spaces.get(family)!).map(([name, dimension]): [string, ParamValue] => {
    const values = (all: readonly Params[]): ParamValue[] =>
      all.flatMap((params) => (params[name] === undefined ? [] : [params[name]]))
    return [name, drawValue(dimension, { good: values(better), rest: values(worse) }, random)]
  })
  return { family, params: { ...base, ...Object.fromEntries(chosen) } }
}

interface Seen<T> {
  readonly good: readonly T[]
  readonly rest: readonly T[]
}

/** In proportion to how many good candidates a family has, and how rarely its candidates were not good. */
function drawFamily(good: readonly Observation[], rest: readonly Observation[], random: Random): string {
  const names = [...new Set([...good, ...rest].map(({ family }) => family))].sort()
  const weights = names.map((name) => {
    const [better, worse] = [good, rest].map((all) => all.filter(({ family }) => family === name).length)
    return (better! + 0.5) ** 2 / (better! + worse! + 1)
  })
  return names[drawIndex(weights, random)]!
}

function drawValue(dimension: Dimension, seen: Seen<ParamValue>, random: Random): ParamValue {
  switch (dimension.kind) {
    case "choice": {
      const { values } = dimension
      const weights = values.map(
        (value) => sharesOf(value, seen.good, values) ** 2 / sharesOf(value, seen.rest, values),
      )
      return values[drawIndex(weights, random)]!
    }
    case "number": {
      const places = (values: readonly ParamValue[]): number[] =>
        values.filter((value) => typeof value === "number").map((value) => placeOf(dimension, value))
      return valueAt(dimension, drawPlace({ good: places(seen.good), rest: places(seen.rest) }, random))
    }
  }
}

function sharesOf(value: ParamValue, seen: readonly ParamValue[], values: readonly ParamValue[]): number {
  return (seen.filter((one) => one === value).length + 1) / (seen.length + values.length)
}

/** A place in [0, 1] that looks most like the good ones and least like the rest. */
function drawPlace(seen: Seen<number>, random: Random): number {
  const [good, rest] = [kernels(seen.good), kernels(seen.rest)]
  let best = { place: 0.5, ratio: Number.NEGATIVE_INFINITY }
  for (let draw = 0; draw < draws; draw++) {
    const place = drawFrom(good, random)
    const ratio = density(good, place) / density(rest, place)
    if (ratio > best.ratio) best = { place, ratio }
  }
  return best.place
}

interface Kernel {
  readonly centre: number
  readonly width: number
}

/** A bell at each place, as wide as the gap to its further neighbour; the whole range always counts as one wide bell more. */
function kernels(places: readonly number[]): Kernel[] {
  const sorted = [...places].sort((a, b) => a - b)
  const narrowest = 1 / Math.min(100, sorted.length + 2)
  const bells = sorted.map((centre, at) => {
    const gap = Math.max(centre - (sorted[at - 1] ?? 0), (sorted[at + 1] ?? 1) - centre)
    return { centre, width: Math.min(1, Math.max(narrowest, gap)) }
  })
  return [...bells, { centre: 0.5, width: 1 }]
}

function density(bells: readonly Kernel[], place: number): number {
  const sum = bells.reduce(
    (total, { centre, width }) => total + Math.exp(-0.5 * ((place - centre) / width) ** 2) / width,
    0,
  )
  return sum / bells.length
}

function drawFrom(bells: readonly Kernel[], random: Random): number {
  const { centre, width } = bells[random.integer(bells.length)]!
  for (let attempt = 0; attempt < 20; attempt++) {
    const place = centre + width * random.normal()
    if (place >= 0 && place <= 1) return place
  }
  return random.next()
}

function drawIndex(weights: readonly number[], random: Random): number {
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [at, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return at
  }
  return weights.length - 1
}

type NumberDimension = Extract<Dimension, { kind: "number" }>

function placeOf({ low, high, log }: NumberDimension, value: number): number {
  const place = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return Math.min(1, Math.max(0, place))
}

/** Rounded to three digits, which is more than matters and what people can read. */
function valueAt({ low, high, log, whole }: NumberDimension, place: number): number {
  const value = log ? low * (high / low) ** place : low + (high - low) * place
  const rounded = whole ? Math.round(value) : Number(value.toPrecision(3))
  return Math.min(high, Math.max(low, rounded))
}

const goodShare = 0.25
const draws = 24
