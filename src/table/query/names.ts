/** What was done to the name of a column, so that it can be said. */
export interface Renamed {
  /** Position in the file, from 1. */
  readonly position: number
  readonly from: string
  readonly to: string
  readonly why: "empty" | "duplicate"
  /** Of a duplicate, the column that has the name already. */
  readonly first?: { readonly position: number; readonly name: string }
}

export interface ColumnNames {
  readonly names: readonly string[]
  readonly renamed: readonly Renamed[]
}

/**
 * Names that are not empty and differ, also without regard to case: an empty one becomes `column` and its position from 1, a
 * repeated one gets `_2`, `_3` ... Spaces at both ends are taken off.
 */
export function columnNames(header: readonly string[]): ColumnNames {
  const wanted = header.map((cell) => cell.trim())
  const taken = new Map<string, { readonly position: number; readonly name: string }>()
  const renamed: Renamed[] = []
  const names = wanted.map((from, index) => {
    const position = index + 1
    const to = free(from === "" ? `column${position}` : from, taken)
    const first = taken.get(from.toLowerCase())
    taken.set(to.toLowerCase(), { position, name: to })
    if (from === "") renamed.push({ position, from, to, why: "empty" })
    else if (to !== from) renamed.push({ position, from, to, why: "duplicate", ...(first !== undefined && { first }) })
    return to
  })
  return { names, renamed }
}

function free(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name.toLowerCase())) return name
  for (let count = 2; ; count++) {
    const next = `${name}_${count}`
    if (!taken.has(next.toLowerCase())) return next
  }
}
