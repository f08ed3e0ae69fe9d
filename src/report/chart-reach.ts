import { formatNumber } from "../base/index.ts"
import type { ChartOption } from "./chart.ts"

/**
 * An option whose numbers are of a size that the drawing engine can put marks at: it fails where they are below 1e-20, and writes what is
 * below 1e-14 as 0. Such an axis is drawn in another power of ten, and its marks say what was given.
 */
export function inReach(option: ChartOption): ChartOption {
  const series = (option["series"] ?? []) as readonly Series[]
  const units = axes.map((name, place) => unitOf(option[name] as ChartOption | undefined, series, place))
  if (units.every((unit) => unit === 1)) return option
  return {
    ...option,
    ...Object.fromEntries(axes.map((name, place) => [name, axisIn(option[name] as ChartOption, units[place]!)])),
    series: series.map((one) => ({ ...one, data: one.data?.map((point) => pointIn(point, units)) })),
  }
}

interface Series extends ChartOption {
  readonly data?: readonly unknown[]
}

/** The power of ten that an axis is drawn in; 1 where that is of no use. */
function unitOf(axis: ChartOption | undefined, series: readonly Series[], place: number): number {
  if (axis?.["type"] !== "value") return 1
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of series.flatMap(({ data = [] }) =>
    data.map((point) => (isPoint(point) ? point[place] : undefined)),
  )) {
    if (value === undefined || !Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const largest = Math.max(Math.abs(low), Math.abs(high))
  if (!(high > low) || (largest > smallest && largest < huge && high - low > narrowest)) return 1
  return 10 ** Math.floor(Math.log10(largest))
}

function axisIn(axis: ChartOption, unit: number): ChartOption {
  if (unit === 1) return axis
  const { formatter } = axis["axisLabel"] as { readonly formatter?: (value: number) => string }
  const written = (value: number): string => (formatter ?? formatNumber)(Number((value * unit).toPrecision(12)))
  const ends = ["min", "max", "interval"].flatMap((key) =>
    typeof axis[key] === "number" ? [[key, axis[key] / unit] as const] : [],
  )
  return { ...axis, ...Object.fromEntries(ends), axisLabel: { ...(axis["axisLabel"] as object), formatter: written } }
}

function pointIn(point: unknown, units: readonly number[]): unknown {
  return isPoint(point) ? point.map((value, place) => value / (units[place] ?? 1)) : point
}

function isPoint(point: unknown): point is readonly number[] {
  return Array.isArray(point) && point.every((value) => typeof value === "number")
}

const axes = ["xAxis", "yAxis"] as const
const smallest = 1e-6
const huge = 1e15
const narrowest = 1e-15
