import { type CategorySource, flatMap, kmEast, kmNorth } from "../../feature/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { flatValues } from "./geography.ts"
import { cast, columnAt, type Graph, rowOf, type Value } from "./graph.ts"
import type { Inputs } from "./inputs.ts"
import { numberValue } from "./number-value.ts"

type SourceOf<Kind> = Extract<CategorySource, { readonly kind: Kind }>

/** The state of each row: a level, levels for "other", levels + 1 for missing; integers, rows long. */
export function stateValues(graph: Graph, inputs: Inputs, source: CategorySource): Value {
  switch (source.kind) {
    case "words":
      return wordStates(graph, inputs, source)
    case "numbers":
      return numberStates(graph, inputs, source)
    case "nearest":
      return nearestStates(graph, inputs, source)
  }
}

/** There is no missing string: the empty one stands for it, unless the training rows had it as a word. */
function wordStates(graph: Graph, inputs: Inputs, { column, levels }: SourceOf<"words">): Value {
  const hasEmpty = levels.includes("")
  const doc = hasEmpty
    ? "a word; the empty one is a word of the training rows, so none stands for missing"
    : "a word; the empty one is missing"
  const keys = hasEmpty ? levels : [...levels, ""]
  return graph.apply("LabelEncoder", [inputs.words(column, doc)], {
    keys_strings: keys,
    values_int64s: Int32Array.from(keys, (_, place) => (place < levels.length ? place : levels.length + 1)),
    default_int64: levels.length,
  })
}

/** Levels are looked up as whole numbers, because no runtime looks up doubles; a number that is not whole is no level. */
function numberStates(graph: Graph, inputs: Inputs, { of, levels }: SourceOf<"numbers">): Value {
  const { floor, absolute, less, choose, isMissing } = arithmetic(graph)
  const value = columnAt(graph, numberValue(graph, inputs, of), 0)
  const isWhole = graph.apply("And", [graph.apply("Equal", [floor(value), value]), less(absolute(value), NO_LEVEL)])
  const found = graph.apply("LabelEncoder", [cast(graph, choose(isWhole, value, NO_LEVEL), "int64")], {
    keys_int64s: Float64Array.from(levels),
    values_int64s: Int32Array.from(levels.keys()),
    default_int64: levels.length,
  })
  return whereState(graph, { condition: isMissing(value), state: levels.length + 1, otherwise: found })
}

/** Missing where no distance is finite. */
function nearestStates(graph: Graph, inputs: Inputs, { point, centres }: SourceOf<"nearest">): Value {
  const { add, subtract, multiply, less } = arithmetic(graph)
  const origin = centres[0]!
  const values = { latitude: inputs.numbers(point.latitude), longitude: inputs.numbers(point.longitude) }
  const [east, north] = flatValues(graph, origin, values)
  const map = flatMap(origin)
  const square = (value: Value): Value => multiply(value, value)
  const squares = add(
    square(
      subtract(
        east,
        rowOf(
          graph,
          centres.map(({ longitude }) => kmEast(map, longitude)),
        ),
      ),
    ),
    square(
      subtract(
        north,
        rowOf(
          graph,
          centres.map(({ latitude }) => kmNorth(map, latitude)),
        ),
      ),
    ),
  )
  const nearest = graph.apply("ArgMin", [squares], { axis: 1, keepdims: 0 })
  const isThere = less(columnAt(graph, squares, 0), Number.POSITIVE_INFINITY)
  return whereState(graph, {
    condition: graph.apply("Not", [isThere]),
    state: centres.length + 1,
    otherwise: nearest,
  })
}

function whereState(
  graph: Graph,
  choice: { readonly condition: Value; readonly state: number; readonly otherwise: Value },
): Value {
  const state = graph.constant({ type: "int64", dims: [], data: [choice.state] })
  return graph.apply("Where", [choice.condition, state, choice.otherwise])
}

/** The largest power of two whose negative and itself are int64. */
const NO_LEVEL = 2 ** 62
