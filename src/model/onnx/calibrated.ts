import { CALIBRATION_FLOOR, type CalibrationLine, type CalibrationMap } from "../estimator.ts"
import { arithmetic } from "./arithmetic.ts"
import { besides, type Graph, rowOf, type Value } from "./graph.ts"

/** Corrected probabilities: rows x outputs, double. */
export function calibratedValue(graph: Graph, map: CalibrationMap, answers: Value): Value {
  const { add, subtract, multiply, divide, atLeast, atMost } = arithmetic(graph)
  const share = atMost(atLeast(answers, CALIBRATION_FLOOR), 1 - CALIBRATION_FLOOR)
  const log = (value: Value): Value => graph.apply("Log", [value])
  switch (map.method) {
    case "beta": {
      const yes = multiply(log(share), map.onYes)
      const no = multiply(log(subtract(1, share)), map.onNo)
      const logOdds = add(subtract(yes, no), map.offset)
      return divide(1, add(graph.apply("Exp", [subtract(0, logOdds)]), 1))
    }
    case "softmax":
      return graph.apply("Softmax", [add(multiply(log(share), map.slope), rowOf(graph, map.offsets))], { axis: 1 })
    case "isotonic": {
      const lines = map.lines.map((line, output) => {
        const place = graph.constant({ type: "int64", dims: [1], data: [output] })
        return lineValue(graph, line, graph.apply("Gather", [share, place], { axis: 1 }))
      })
      if (lines.length === 1) return lines[0]!
      const all = besides(graph, lines)
      const total = lines.reduce((sum, line) => add(sum, line))
      return divide(all, total)
    }
  }
}

/** The first point, and from each point to the next as much of the rise as of the way. Rows x 1. */
function lineValue(graph: Graph, { at, to }: CalibrationLine, share: Value): Value {
  const { add, subtract, atLeast, atMost } = arithmetic(graph)
  const steps = at.length - 1
  if (steps === 0) return add(graph.apply("Mul", [share, 0]), to[0]!)
  const starts = rowOf(graph, at.slice(0, -1))
  const widths = rowOf(
    graph,
    at.slice(1).map((value, place) => value - at[place]!),
  )
  const slopes = Array.from(
    { length: steps },
    (_, place) => (to[place + 1]! - to[place]!) / (at[place + 1]! - at[place]!),
  )
  const ways = atMost(atLeast(subtract(share, starts), 0), widths)
  const rise = graph.apply("MatMul", [ways, graph.constant({ type: "double", dims: [steps, 1], data: slopes })])
  return add(rise, to[0]!)
}
