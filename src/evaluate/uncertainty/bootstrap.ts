import type { Random } from "../../base/index.ts"
import type { Estimate } from "../evaluation.ts"
import { type Answers, kernelOf } from "../metrics/kernel.ts"
import type { MetricName } from "../metrics/metric.ts"
import { sampleRows } from "../metrics/sample.ts"

/** What a metric came to on the rows, and on each resampling of them. */
export interface Resampled {
  readonly value: number
  /** samples long; NaN where the metric was not defined on what was drawn */
  readonly replicates: Float64Array
}

export interface BootstrapOptions {
  /** Wanted samples; fewer are drawn when `maxDraws` would be passed, never under `fewestSamples`. */
  readonly samples: number
  /** Most rows drawn over all samples, which bounds the time. */
  readonly maxDraws?: number
}

/**
 * Metrics of several answers to the same rows on the same resamplings, so that their differences can be compared sample by
 * sample. The cost is bounded: with many rows fewer samples are drawn, and beyond that a random subset of m of the n rows is
 * resampled and its spread scaled by sqrt(m / n), the rate at which these metrics settle.
 *
 * @param sets all of the same rows
 * @returns sets long, each with one entry a metric that is defined on all rows
 */
export function resample(
  sets: readonly Answers[],
  names: readonly MetricName[],
  options: BootstrapOptions & { readonly random: Random },
): readonly ReadonlyMap<MetricName, Resampled>[] {
  const rows = sets[0]!.truth.length
  const classes = Math.max(1, sets[0]!.predicted.probabilities.length)
  const draws = (options.maxDraws ?? 10_000_000) / Math.max(1, classes / 4)
  const samples = Math.max(
    Math.min(options.samples, fewestSamples),
    Math.min(options.samples, Math.floor(draws / rows)),
  )
  const drawn = Math.min(rows, Math.max(1000, Math.floor(draws / samples)))
  const chosen = drawn < rows ? sampleRows(rows, drawn, options.random) : undefined
  const replicates = drawReplicates(chosen === undefined ? sets : sets.map((set) => takeAnswers(set, chosen)), names, {
    samples,
    random: options.random,
  })
  return sets.map((set, index) => {
    const entries = names.map((name, metric): [MetricName, Resampled] => {
      const { value: onDrawn, replicates: raw } = replicates[index]![metric]!
      const value = chosen === undefined ? onDrawn : kernelOf(name, set)()
      const shrink = Math.sqrt(drawn / rows)
      return [
        name,
        { value, replicates: chosen === undefined ? raw : raw.map((on) => value + (on - onDrawn) * shrink) },
      ]
    })
    return new Map(entries.filter(([, { value }]) => Number.isFinite(value)))
  })
}

/** The value and its percentile interval, widened to hold the value where resampling is one-sided (R2 of a constant answer). */
export function estimateOf({ value, replicates }: Resampled, confidence: number): Estimate {
  const [low, high] = percentileInterval(replicates, confidence) ?? [value, value]
  return { value, interval: [Math.min(low, value), Math.max(high, value)] }
}

/** With numpy's linear interpolation. @returns undefined when no replicate is defined */
export function percentileInterval(replicates: Float64Array, confidence: number): [number, number] | undefined {
  const sorted = replicates.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return undefined
  return [quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2)]
}

/**
 * @param sorted rising, at least one
 * @param share in [0, 1]
 */
export function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (position - below)
}

function drawReplicates(
  sets: readonly Answers[],
  names: readonly MetricName[],
  { samples, random }: { readonly samples: number; readonly random: Random },
): readonly (readonly Resampled[])[] {
  const rows = sets[0]!.truth.length
  const prepared = sets.map((set) =>
    names.map((name) => {
      const kernel = kernelOf(name, set)
      return { kernel, value: kernel(), replicates: new Float64Array(samples) }
    }),
  )
  const counts = new Int32Array(rows)
  for (let sample = 0; sample < samples; sample++) {
    counts.fill(0)
    for (let draw = 0; draw < rows; draw++) counts[random.integer(rows)]!++
    for (const metrics of prepared) {
      for (const { kernel, value, replicates } of metrics) {
        replicates[sample] = Number.isFinite(value) ? kernel(counts) : Number.NaN
      }
    }
  }
  return prepared
}

export function takeAnswers({ truth, predicted, weights }: Answers, indices: Int32Array): Answers {
  const take = (values: Float64Array): Float64Array => {
    const taken = new Float64Array(indices.length)
    for (let index = 0; index < indices.length; index++) taken[index] = values[indices[index]!]!
    return taken
  }
  return {
    truth: take(truth),
    ...(weights === undefined ? {} : { weights: take(weights) }),
    predicted: { values: take(predicted.values), probabilities: predicted.probabilities.map(take) },
  }
}

/** Under this a 95% percentile interval is noise. */
const fewestSamples = 200
