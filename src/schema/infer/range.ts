import type { ColumnFacts } from "./facts.ts"
import { nameWords } from "./name-words.ts"

/**
 * The range a number may have, wider than what was seen: as much again on both sides, rounded outwards, never below zero when
 * nothing was. A latitude or longitude, told by name and values, has its own.
 *
 * @returns undefined when no value was seen
 */
export function inferRange({ name, type, min, max }: ColumnFacts): readonly [number, number] | undefined {
  if (min === undefined || max === undefined) return undefined
  const limit = type === "number" ? coordinateLimit(name) : undefined
  if (limit !== undefined && min >= -limit && max <= limit) return [-limit, limit]
  const span = max > min ? max - min : Math.abs(max) || 1
  const step = type === "integer" ? Math.max(1, stepOf(span)) : stepOf(span)
  const least = outwards((min - span) / step, Math.floor) * step
  const most = outwards((max + span) / step, Math.ceil) * step
  const isWide = Number.isFinite(least) && Number.isFinite(most)
  const floor = min >= 0 ? 0 : -Number.MAX_VALUE
  // what was seen stays allowed whatever rounding does at the ends of the number line
  return isWide ? [Math.min(min, Math.max(floor, tidy(least))), Math.max(max, tidy(most))] : [floor, Number.MAX_VALUE]
}

/** Degrees; undefined when the name says nothing of the kind. */
function coordinateLimit(name: string): 90 | 180 | undefined {
  const words = nameWords(name)
  if (words.some((word) => word === "latitude" || word === "lat")) return 90
  return words.some((word) => ["longitude", "lon", "lng", "long"].includes(word)) ? 180 : undefined
}

/** A hundredth of the span's power of ten, so that the ends have about three digits. */
function stepOf(span: number): number {
  return 10 ** (Math.floor(Math.log10(span)) - 2)
}

/** A whole number stays itself although the division left a last digit. */
function outwards(steps: number, round: (value: number) => number): number {
  const nearby = Math.round(steps)
  return Math.abs(steps - nearby) < 1e-9 * Math.max(1, Math.abs(steps)) ? nearby : round(steps)
}

function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0
}
