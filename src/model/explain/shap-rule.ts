import { gaussLegendre } from "./quadrature.ts"
import type { TreeLayout } from "./tree-layout.ts"

/** A tree and the places at which its products are summed up. */
export interface ShapTree {
  readonly layout: TreeLayout
  readonly rule: readonly Four[]
}

/** Four places of t. */
export interface Four {
  readonly t: Quad
  /** How much each counts, times what every leaf is multiplied by. */
  readonly weight: Quad
}

type Quad = readonly [number, number, number, number]

/** Each tree with as many places as its longest path asks for; trees of equal needs share a rule. */
export function withRules(layouts: readonly TreeLayout[], scale: number): readonly ShapTree[] {
  const foursOf = layouts.map(({ features }) => Math.max(1, Math.ceil(features / FEATURES_A_FOUR)))
  const rules = new Map(Array.from(new Set(foursOf), (fours) => [fours, ruleOf(fours, scale)]))
  return layouts.map((layout, tree) => ({ layout, rule: rules.get(foursOf[tree]!)! }))
}

function ruleOf(fours: number, scale: number): readonly Four[] {
  const { places, weights } = gaussLegendre(PLACES * fours)
  const four = (numbers: Float64Array, at: number): Quad => [
    numbers[at]!,
    numbers[at + 1]!,
    numbers[at + 2]!,
    numbers[at + 3]!,
  ]
  const scaled = weights.map((weight) => weight * scale)
  return Array.from({ length: fours }, (_, place) => ({
    t: four(places, PLACES * place),
    weight: four(scaled, PLACES * place),
  }))
}

/** Places of t worked on at a time. */
export const PLACES = 4
/** Features of a path for which they are enough. */
const FEATURES_A_FOUR = 2 * PLACES
