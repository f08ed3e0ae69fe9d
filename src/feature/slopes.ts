import { columnsOfCategorySource } from "./category-source.ts"
import { blockWidth } from "./encode.ts"
import type { Block, CategorySource, Encoder, NumberSource } from "./encoder.ts"
import { columnsOfNumberSource } from "./number-source.ts"

/** How a feature moves while a column's value grows: 1 it rises, -1 it falls, 0 it stays, undefined it may do either. */
export type Slope = 1 | -1 | 0 | undefined

/**
 * How every feature of an encoder moves while the value of one column, where it is not missing, grows and the others stay.
 *
 * @returns features long
 */
export function slopesAlong({ blocks }: Encoder, column: string): readonly Slope[] {
  return blocks.flatMap((block) => blockSlopes(block, column))
}

function blockSlopes(block: Block, column: string): readonly Slope[] {
  const all = (slope: Slope): readonly Slope[] => new Array<Slope>(blockWidth(block)).fill(slope)
  switch (block.kind) {
    case "text":
      return all(block.column === column ? undefined : 0)
    case "category":
      return all(columnsOf(block.source).includes(column) ? undefined : 0)
    case "number": {
      const slope = columnsOfNumberSource(block.source).includes(column) ? sourceSlope(block.source, column) : 0
      // whether a value is missing does not change while it grows
      return all(slope).map((own, place, { length }) => (block.flag && place === length - 1 ? 0 : own))
    }
  }
}

function columnsOf(source: CategorySource): readonly string[] {
  return source.kind === "numbers" ? columnsOfNumberSource(source.of) : columnsOfCategorySource(source)
}

function sourceSlope(source: NumberSource, column: string): Slope {
  switch (source.kind) {
    case "column":
    case "age":
      return 1
    case "elapsed":
      return source.from === source.to ? 0 : source.to === column ? 1 : -1
    case "datePart":
    case "ratio":
    case "journey":
    case "rotated":
    case "distance":
    case "textLength":
      return undefined
  }
}
