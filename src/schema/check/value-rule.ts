import type { ColumnSchema } from "../column.ts"
import type { ProblemCode } from "../parse/problem.ts"

/** What can be wrong with a number that is there. */
export type NumberFault = Extract<ProblemCode, "not-finite" | "wrong-type" | "out-of-range">

/**
 * The rules that a value must keep once it is a number: one implementation for the rows of a table, the cells of a file and the
 * fields of a request.
 *
 * @returns what is wrong with a value that is not NaN; undefined when nothing is
 */
export function numberRule({ type, range }: ColumnSchema): (value: number) => NumberFault | undefined {
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const holds = typeRule(type)
  return (value) => {
    if (!Number.isFinite(value)) return "not-finite"
    if (!holds(value)) return "wrong-type"
    return value >= least && value <= most ? undefined : "out-of-range"
  }
}

/** Whether a word is among the categories; undefined when any word will do. */
export function categoryRule({ type, categories }: ColumnSchema): ((word: string) => boolean) | undefined {
  if (type !== "category" || categories === undefined) return undefined
  const known = new Set(categories)
  return (word) => known.has(word)
}

/** Whether a word matches the pattern; undefined when there is none. */
export function patternRule({ pattern }: ColumnSchema): ((word: string) => boolean) | undefined {
  if (pattern === undefined) return undefined
  const wanted = new RegExp(pattern, "u")
  return (word) => wanted.test(word)
}

function typeRule(type: ColumnSchema["type"]): (value: number) => boolean {
  switch (type) {
    case "integer":
      // beyond this a double no longer tells neighbours apart
      return Number.isSafeInteger
    case "boolean":
      return (value) => value === 0 || value === 1
    case "date":
      return (value) => value % dayMilliseconds === 0
    default:
      return () => true
  }
}

const dayMilliseconds = 86_400_000
