import type { Rows } from "../../schema/index.ts"
import { ENCODE_BLOCK, signedLog } from "../encode.ts"
import type { NumberSource, Scaling } from "../encoder.ts"
import { columnsOfNumberSource, compileNumberSource } from "../number-source.ts"
import type { Draft, DraftFeature } from "./draft.ts"
import { momentsOf, quantile, type Statistics, skewnessOf, statisticsOf } from "./statistics.ts"

export interface NumberForms {
  readonly name: string
  readonly source: NumberSource
  /** For trees, as it is. */
  readonly raw: boolean
  /** For linear models: standardised, and the logarithm too when strongly skewed and never negative. */
  readonly linear: boolean
  readonly clipDeviations: number
}

/** A number and its forms, learnt from its training values; undefined when the values say nothing. */
export function draftNumber(forms: NumberForms, values: Float64Array): Draft | undefined {
  const facts = statisticsOf(values)
  const varies = facts.distinct > 1 || (facts.distinct === 1 && facts.missing > 0) || facts.infinite > 0
  if (!varies) return undefined
  const shapes = forms.linear ? shapesOf(facts) : []
  const scalings = shapes.map((shape) => fitScaling(shape, facts, forms.clipDeviations))
  const flag = forms.linear && facts.missing > 0
  const features: DraftFeature[] = []
  if (forms.raw) features.push({ name: forms.name, use: "tree" })
  for (const shape of shapes)
    features.push({ name: `${forms.name}.${shape === "log" ? "log" : "scaled"}`, use: "linear" })
  if (flag) features.push({ name: `${forms.name}.missing`, use: "linear" })
  return {
    block: { kind: "number", source: forms.source, offset: offsetOf(facts), raw: forms.raw, scalings, flag },
    features,
    from: columnsOfNumberSource(forms.source),
    outOfFold: [],
  }
}

/** A source's values on all rows. */
export function readNumbers(source: NumberSource, rows: Rows): Float64Array {
  const read = compileNumberSource(source)
  const values = new Float64Array(rows.count)
  for (let first = 0; first < rows.count; first += ENCODE_BLOCK) {
    const count = Math.min(ENCODE_BLOCK, rows.count - first)
    read(rows, { first, count }, values.subarray(first, first + count))
  }
  return values
}

function shapesOf(facts: Statistics): readonly Scaling["shape"][] {
  const skewed =
    facts.distinct > 2 &&
    facts.sorted[0]! >= 0 &&
    facts.sorted.at(-1)! > LOG_MATTERS_ABOVE &&
    skewnessOf(facts.sorted) > STRONG_SKEW
  return skewed ? ["identity", "log"] : ["identity"]
}

/** Bounds lie one whole spread of the middle 99.8 % beyond it, so that a few wild training values cannot set the scale. */
function fitScaling(shape: Scaling["shape"], { sorted }: Statistics, clipDeviations: number): Scaling {
  const shaped = shape === "log" ? sorted.map(signedLog) : sorted
  const bottom = quantile(shaped, TAIL)
  const top = quantile(shaped, 1 - TAIL)
  const spread = top > bottom ? top - bottom : (shaped.at(-1) ?? 0) - (shaped[0] ?? 0)
  const within = shaped.map((value) => Math.min(top + spread, Math.max(bottom - spread, value)))
  const { mean, deviation } = momentsOf(within)
  const unit = deviation > 0 && Number.isFinite(deviation) ? deviation : 1
  return {
    shape,
    fill: quantile(sorted, 0.5) + 0,
    low: Math.max(bottom - spread, mean - clipDeviations * unit) + 0,
    high: Math.min(top + spread, mean + clipDeviations * unit) + 0,
    mean: mean + 0,
    deviation: unit,
  }
}

/** float32 keeps 24 bits: a number far from zero for its spread would lose its differences. */
function offsetOf({ sorted, deviation }: Statistics): number {
  const largest = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0))
  return deviation > 0 && largest > FAR_IN_DEVIATIONS * deviation ? quantile(sorted, 0.5) : 0
}

const STRONG_SKEW = 1
const LOG_MATTERS_ABOVE = 2
const TAIL = 0.001
const FAR_IN_DEVIATIONS = 1e4
