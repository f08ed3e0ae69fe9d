import type { Rows } from "../schema/index.ts"
import { numbersOf, wordsOf } from "./columns.ts"
import type { CategorySource } from "./encoder.ts"
import { compileNearest } from "./nearest-place.ts"
import { columnsOfNumberSource, compileNumberSource, type Span } from "./number-source.ts"

/** Writes the state of each row of the span to `to[0 .. count)`: a level, levels for "other", levels + 1 for missing. */
export type ReadStates = (rows: Rows, span: Span, to: Int32Array) => void

/** A category source as a function. */
export function compileCategorySource(source: CategorySource): ReadStates {
  switch (source.kind) {
    case "words":
      return compileWords(source)
    case "numbers":
      return compileNumbers(source)
    case "nearest":
      return compileNearestState(source)
  }
}

/** Number of levels; states are two more. */
export function levelCount(source: CategorySource): number {
  return source.kind === "nearest" ? source.centres.length : source.levels.length
}

/** Names of the columns a source reads. */
export function columnsOfCategorySource(source: CategorySource): readonly string[] {
  switch (source.kind) {
    case "words":
      return [source.column]
    case "numbers":
      return columnsOfNumberSource(source.of)
    case "nearest":
      return [source.point.latitude, source.point.longitude]
  }
}

function compileWords({ column, levels }: Extract<CategorySource, { kind: "words" }>): ReadStates {
  const stateOf = new Map(levels.map((word, state) => [word, state]))
  const other = levels.length
  const missing = levels.length + 1
  return (rows, { first, count }, to) => {
    const { codes, words } = wordsOf(rows, column)
    if (words.length >= count) {
      for (let row = 0; row < count; row++) {
        const code = codes[first + row]!
        to[row] = code < 0 ? missing : (stateOf.get(words[code]!) ?? other)
      }
      return
    }
    const states = Int32Array.from(words, (word) => stateOf.get(word) ?? other)
    for (let row = 0; row < count; row++) {
      const code = codes[first + row]!
      to[row] = code < 0 ? missing : states[code]!
    }
  }
}

function compileNumbers({ of, levels }: Extract<CategorySource, { kind: "numbers" }>): ReadStates {
  const read = compileNumberSource(of)
  const stateOf = new Map(levels.map((value, state) => [value, state]))
  let values = new Float64Array(1)
  return (rows, span, to) => {
    if (values.length < span.count) values = new Float64Array(span.count)
    read(rows, span, values)
    for (let row = 0; row < span.count; row++) {
      const value = values[row]!
      to[row] = Number.isNaN(value) ? levels.length + 1 : (stateOf.get(value) ?? levels.length)
    }
  }
}

function compileNearestState(source: Extract<CategorySource, { kind: "nearest" }>): ReadStates {
  const nearest = compileNearest(source.centres)
  return (rows, { first, count }, to) => {
    const latitudes = numbersOf(rows, source.point.latitude)
    const longitudes = numbersOf(rows, source.point.longitude)
    for (let row = 0; row < count; row++) {
      const centre = nearest(latitudes[first + row]!, longitudes[first + row]!)
      to[row] = centre < 0 ? source.centres.length + 1 : centre
    }
  }
}
