/** What can be wrong with a value that came from outside. The codes are stable: clients test for them. */
export const problemCodes = [
  "not-a-record",
  "unknown-field",
  "unused-field",
  "duplicate-field",
  "missing-field",
  "missing-value",
  "wrong-type",
  "not-finite",
  "out-of-range",
  "bad-date",
  "bad-pattern",
  "cell-count",
  "unseen-category",
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** One thing wrong with one field of one row. */
export interface Problem {
  /** Position in the request, from 0; null when the header is wrong. */
  readonly row: number | null
  /** null when the whole row is wrong */
  readonly field: string | null
  readonly code: ProblemCode
  /** Such as `a number from 0 to 120`. */
  readonly wanted: string
  /** What came, as JSON, shortened. */
  readonly got: string
  /** A sentence with all of it, no full stop. */
  readonly message: string
}

/** A problem as it is found; `value` is what came, absent when nothing did. */
export type Finding = Omit<Problem, "got" | "message"> & { readonly value?: unknown }

/** Collects problems, at most `limit` of one field, so that one bad column does not hide the others. */
export interface ProblemList {
  add(finding: Finding): void
  /** At most `limit`, by row, then in the order they were found; the header first. */
  sorted(): readonly Problem[]
}

/** @param rows of the request; a message names its row when there are several */
export function problemList(rows: number, limit: number): ProblemList {
  const found: Problem[] = []
  const ofField = new Map<string | null, number>()
  return {
    add: (finding) => {
      const count = ofField.get(finding.field) ?? 0
      if (count >= limit) return
      ofField.set(finding.field, count + 1)
      found.push(problemOf(finding, rows > 1))
    },
    sorted: () => (found.length < 2 ? found : found.sort((a, b) => (a.row ?? -1) - (b.row ?? -1)).slice(0, limit)),
  }
}

function problemOf(finding: Finding, namesRow: boolean): Problem {
  const { row, field, code, wanted } = finding
  const got = "value" in finding ? shown(finding.value) : "nothing"
  const rowName = row === null || !namesRow ? "" : `row ${row}`
  const place = field === null ? rowName || "the request" : `field "${field}"${rowName && ` of ${rowName}`}`
  return { row, field, code, wanted, got, message: `Cannot read ${place}: wanted ${wanted}, got ${got}` }
}

function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value))
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text
}

/** Characters; a message must stay readable when a whole file was sent as one value. */
const longestShown = 60
