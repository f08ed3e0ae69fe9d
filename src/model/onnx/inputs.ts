import { type ColumnType, inputColumns } from "../../schema/index.ts"
import type { Model } from "../model.ts"
import type { Graph, Value } from "./graph.ts"

/** What a caller of the graph hands in: one value a row. */
export interface OnnxInput {
  /** Name in the graph. */
  readonly name: string
  readonly type: "double" | "string"
  /**
   * column: of the table, under its own name. userFeature: what the user's own code computes from a row. textLength and textWords:
   * what standard operators cannot compute of a text, see `doc`.
   */
  readonly from: "column" | "userFeature" | "textLength" | "textWords"
  readonly column: string
  readonly doc: string
}

/** Hands out the inputs of a graph as they are asked for. */
export interface Inputs {
  /** rows x 1 */
  readonly numbers: (column: string) => Value
  /** rows long */
  readonly words: (column: string, missing: string) => Value
  /** rows x 1 */
  readonly computed: (input: Omit<OnnxInput, "type">) => Value
  readonly all: () => readonly OnnxInput[]
}

export function newInputs(graph: Graph, { schema, userFeatures }: Pick<Model, "schema" | "userFeatures">): Inputs {
  const types = new Map(inputColumns(schema).map(({ name, type }) => [name, type]))
  const used = new Map<Value, OnnxInput>()
  const ask = (input: OnnxInput): Value => {
    const name = graph.input(input)
    used.set(name, { ...input, name })
    return name
  }
  const ofColumn = (column: string, doc: string): Omit<OnnxInput, "type"> =>
    userFeatures?.columns.includes(column) === true
      ? { name: column, from: "userFeature", column, doc: `what the user's own feature gives for the row: ${doc}` }
      : { name: column, from: "column", column, doc }
  const upright = (list: Value): Value =>
    graph.apply("Unsqueeze", [list, graph.constant({ type: "int64", dims: [1], data: [1] })])
  return {
    numbers: (column) =>
      upright(ask({ ...ofColumn(column, numberDocs[types.get(column) ?? "number"] ?? number), type: "double" })),
    words: (column, missing) => ask({ ...ofColumn(column, missing), type: "string" }),
    computed: (input) => upright(ask({ ...input, type: "double" })),
    all: () => [...used.values()],
  }
}

const number = "a number; NaN is missing"
const moment = "milliseconds since 1970-01-01T00:00:00, by the clock the table was written with; NaN is missing"
/** By the type of the column; columns of words have none. */
const numberDocs: Readonly<Partial<Record<ColumnType, string>>> = {
  boolean: "1 is true, 0 is false; NaN is missing",
  date: moment,
  datetime: moment,
}
