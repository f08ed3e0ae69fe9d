/** Rows of a block: one register of 16 codes, four times. */
export const ROWS: usize = 64
/** Addresses, set once. */
export let CODES: usize = 0
export let SUMS: usize = 0
export let LEAVES: usize = 0
export let NODE_VALUES: usize = 0

/**
 * Where a block's codes (slots x rows), sums (outputs x rows) and a number for each row lie, and where the values of nodes would start
 * if the nodes started at 0.
 */
export function open(codes: usize, sums: usize, leaves: usize, nodeValues: usize): void {
  CODES = codes
  SUMS = sums
  LEAVES = leaves
  NODE_VALUES = nodeValues
}
