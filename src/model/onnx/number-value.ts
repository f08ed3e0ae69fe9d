import type { NumberSource, PointColumns } from "../../feature/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { datePartValue } from "./calendar.ts"
import { flatValues, journeyValue, type PointValues } from "./geography.ts"
import type { Graph, Value } from "./graph.ts"
import type { Inputs } from "./inputs.ts"

/** What a number source gives, rows x 1 in double precision. */
export function numberValue(graph: Graph, inputs: Inputs, source: NumberSource): Value {
  const { add, subtract, multiply, divide, root, choose } = arithmetic(graph)
  const point = ({ latitude, longitude }: PointColumns): PointValues => ({
    latitude: inputs.numbers(latitude),
    longitude: inputs.numbers(longitude),
  })
  switch (source.kind) {
    case "column":
      return inputs.numbers(source.column)
    case "datePart":
      return datePartValue(graph, source.part, inputs.numbers(source.column))
    case "age":
      return divide(subtract(inputs.numbers(source.column), source.origin), DAY_MS)
    case "elapsed":
      return divide(subtract(inputs.numbers(source.to), inputs.numbers(source.from)), HOUR_MS)
    case "ratio": {
      const bottom = inputs.numbers(source.bottom)
      const nothing = graph.apply("Equal", [bottom, 0])
      return choose(nothing, Number.NaN, divide(inputs.numbers(source.top), bottom))
    }
    case "rotated": {
      const [east, north] = flatValues(graph, source.origin, point(source.point))
      return add(multiply(east, Math.cos(source.radians)), multiply(north, Math.sin(source.radians)))
    }
    case "distance": {
      const [east, north] = flatValues(graph, source.origin, point(source.point))
      return root(add(multiply(east, east), multiply(north, north)))
    }
    case "journey":
      return journeyValue(graph, source.measure, { from: point(source.from), to: point(source.to) })
    case "textLength":
      return inputs.computed({
        name: `${source.column}.${source.unit}`,
        from: "textLength",
        column: source.column,
        doc: lengthDocs[source.unit],
      })
  }
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const lengthDocs = {
  characters: "number of UTF-16 units of the text; NaN is missing",
  words: "number of words of the text, runs of letters and digits; NaN is missing",
} as const
