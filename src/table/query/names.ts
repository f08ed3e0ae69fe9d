/** What was done to the name of a column, so that it can be said. */
export interface Renamed {
  /** Position in the file, from 1. */
  readonly position: number
  readonly from: string
  readonly to: string
  readonly why: "empty" | "duplicate"
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
  const taken = new Set<string>()
  const renamed: Renamed[] = []
  const names = wanted.map((from, index) => {
    const first = from === "" ? `column${index + 1}` : from
    const to = free(first, taken)
    taken.add(to.toLowerCase())
    if (to !== from) renamed.push({ position: index + 1, from, to, why: from === "" ? "empty" : "duplicate" })
    return to
  })
  return { names, renamed }
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name
  for (let count = 2; ; count++) {
    const next = `${name}_${count}`
    if (!taken.has(next.toLowerCase())) return next
  }
}
