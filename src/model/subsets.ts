import type { TreesEstimator } from "./estimator.ts"

/** Bytes of a set of codes. */
export const SUBSET_BYTES = 32
/** Codes a set can hold: 0 up to one less. */
export const SUBSET_CODES = 8 * SUBSET_BYTES

/**
 * Whether a code is in a set.
 *
 * @param start of the set in `members`
 * @param value a code; any other number is in no set
 */
export function isMember(members: Uint8Array, start: number, value: number): boolean {
  if (!(value >= 0 && value < SUBSET_CODES)) return false
  const code = Math.trunc(value)
  return code === value && ((members[start + (code >> 3)]! >> (code & 7)) & 1) === 1
}

/** Codes of a node that splits by a set, rising; undefined when it splits by its threshold. */
export function subsetOf({ subset, members }: TreesEstimator, node: number): readonly number[] | undefined {
  const start = subset?.[node] ?? -1
  if (start < 0 || members === undefined) return undefined
  return Array.from({ length: SUBSET_CODES }, (_, code) => code).filter((code) => isMember(members, start, code))
}

/** Whether a row with this value of the node's feature goes to the left child. */
export function goesLeft(trees: TreesEstimator, node: number, value: number): boolean {
  if (Number.isNaN(value)) return trees.missingLeft[node]! === 1
  const start = trees.subset?.[node] ?? -1
  return start < 0 ? value <= trees.threshold[node]! : isMember(trees.members!, start, value)
}
