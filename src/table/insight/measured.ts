import type { Column, ColumnSchema } from "../../schema/index.ts"
import type { Measured } from "./association.ts"
import type { Grouped } from "./information.ts"
import { countBelow, ranksOf } from "./order.ts"

/** A column as amounts, or as codes of its commonest groups with one more for the rest. */
export function measuredOf(column: Column, { type }: ColumnSchema): Measured {
  if (column.kind === "string") return { kind: "groups", ...commonGroups(column.codes, column.words.length) }
  if (type === "boolean") return { kind: "groups", ...codesOf(column.values) }
  return { kind: "number", values: column.values, ranks: ranksOf(column.values) }
}

/** A column as groups: words as they are, numbers cut where equal shares of the rows lie between. */
export function groupedOf(column: Column, { type }: ColumnSchema): Grouped {
  if (column.kind === "string") return commonGroups(column.codes, column.words.length)
  return type === "boolean" ? codesOf(column.values) : cut(column.values)
}

/** Rarer values than the commonest `mostGroups` are one group, the last. */
function commonGroups(codes: Int32Array, words: number): Grouped {
  if (words <= mostGroups) return { codes, groups: words }
  const counts = new Uint32Array(words)
  for (const code of codes) if (code >= 0) counts[code]!++
  const order = Uint32Array.from({ length: words }, (_, code) => code).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const group = new Int32Array(words).fill(mostGroups)
  for (let rank = 0; rank < mostGroups; rank++) group[order[rank]!] = rank
  return { codes: codes.map((code) => (code < 0 ? -1 : group[code]!)), groups: mostGroups + 1 }
}

function codesOf(values: Float64Array): Grouped {
  return { codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value)), groups: 2 }
}

function cut(values: Float64Array): Grouped {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  for (let part = 1; part < numberGroups; part++) {
    const edge = sorted[Math.ceil((part * sorted.length) / numberGroups) - 1]
    if (edge !== undefined && edge !== edges.at(-1) && edge !== sorted.at(-1)) edges.push(edge)
  }
  const inner = Float64Array.from(edges)
  return {
    codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : countBelow(inner, value))),
    groups: edges.length + 1,
  }
}

const numberGroups = 32

const mostGroups = 50
