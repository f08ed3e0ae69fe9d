import { type ColumnFacts, type ColumnType, holdsWords } from "../../schema/index.ts"
import type { TypedColumn } from "../typed/typed.ts"
import type { Compared } from "./compare-read.ts"

/** How the columns of two tables differ; each list in the order of its table. */
export interface SchemaChanges {
  readonly added: readonly { readonly column: string; readonly type: ColumnType }[]
  readonly removed: readonly { readonly column: string; readonly type: ColumnType }[]
  readonly retyped: readonly { readonly column: string; readonly before: ColumnType; readonly after: ColumnType }[]
  /** Words of a category that only one of the tables has; the most frequent first. */
  readonly categories: readonly CategoryChange[]
  /** Columns that had a value in every row and no longer have, or the other way round. */
  readonly nullable: readonly { readonly column: string; readonly before: boolean; readonly after: boolean }[]
  /** The columns that both have come in another order. */
  readonly reordered: boolean
}

export interface CategoryChange {
  readonly column: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** A column that both tables have. */
export interface ColumnPair {
  readonly name: string
  readonly before: TypedColumn
  readonly after: TypedColumn
}

export function compareSchemas(
  before: Compared,
  after: Compared,
): { readonly pairs: readonly ColumnPair[]; readonly changes: SchemaChanges } {
  const pairs = before.columns.flatMap((column): readonly ColumnPair[] => {
    const other = after.columns.find(({ name }) => name === column.name)
    return other === undefined ? [] : [{ name: column.name, before: column, after: other }]
  })
  const shared = new Set(pairs.map(({ name }) => name))
  const own = ({ schema }: Compared): SchemaChanges["added"] =>
    schema.columns.filter(({ name }) => !shared.has(name)).map(({ name, type }) => ({ column: name, type }))
  const [typesBefore, typesAfter] = [typesOf(before), typesOf(after)]
  const [factsBefore, factsAfter] = [factsOf(before), factsOf(after)]
  const order = after.columns.map(({ name }) => name).filter((name) => shared.has(name))
  return {
    pairs,
    changes: {
      added: own(after),
      removed: own(before),
      retyped: pairs
        .map(({ name }) => ({ column: name, before: typesBefore.get(name)!, after: typesAfter.get(name)! }))
        .filter((change) => change.before !== change.after),
      categories: pairs.flatMap(({ name }) =>
        typesBefore.get(name) === "category" && holdsWords(typesAfter.get(name)!)
          ? categoryChange(factsBefore.get(name)!, factsAfter.get(name)!)
          : [],
      ),
      nullable: pairs
        .map(({ name }) => ({
          column: name,
          before: factsBefore.get(name)!.missing > 0,
          after: factsAfter.get(name)!.missing > 0,
        }))
        .filter((change) => change.before !== change.after),
      reordered: pairs.some(({ name }, position) => order[position] !== name),
    },
  }
}

/** Nothing is said of words that were not all listed. */
function categoryChange(before: ColumnFacts, after: ColumnFacts): readonly CategoryChange[] {
  if (before.words?.length !== before.distinct || after.words?.length !== after.distinct) return []
  const [old, now] = [before.words, after.words].map((words) => new Set(words.map(({ word }) => word)))
  const added = after.words.filter(({ word }) => !old!.has(word)).map(({ word }) => word)
  const removed = before.words.filter(({ word }) => !now!.has(word)).map(({ word }) => word)
  return added.length + removed.length === 0 ? [] : [{ column: before.name, added, removed }]
}

const typesOf = ({ schema }: Compared): ReadonlyMap<string, ColumnType> =>
  new Map(schema.columns.map(({ name, type }) => [name, type]))

const factsOf = ({ facts }: Compared): ReadonlyMap<string, ColumnFacts> =>
  new Map(facts.map((column) => [column.name, column]))
