import type { NeighboursEstimator } from "../estimator.ts"
import { SAME, TIE } from "../nearest.ts"
import { arithmetic } from "./arithmetic.ts"
import type { FeatureValues } from "./features.ts"
import { type Graph, rowOf, type Value } from "./graph.ts"

/** Answers of the nearest training rows: rows x outputs, double. Distances to all of them are one product of matrices. */
export function neighboursValue(graph: Graph, estimator: NeighboursEstimator, features: FeatureValues): Value {
  const { add, subtract, multiply, divide, greater, atLeast, choose, root } = arithmetic(graph)
  const { points, targets, outputs, weighting } = estimator
  const width = estimator.features.length
  const count = points.length / width
  const columns = Array.from(estimator.features, (feature) => features.columnOf.get(feature)!)
  const places = graph.apply("Gather", [features.matrix, integers(graph, columns)], { axis: 1 })
  const turned = Float64Array.from(
    { length: width * count },
    (_, at) => points[(at % count) * width + Math.floor(at / count)]!,
  )
  const products = graph.apply("MatMul", [places, matrix(graph, [width, count], turned)])
  const lengths = Array.from({ length: count }, (_, point) => {
    const own = points.subarray(point * width, (point + 1) * width)
    return own.reduce((sum, value) => sum + value * value, 0)
  })
  const ones = matrix(graph, [width, 1], new Float64Array(width).fill(1))
  const placeLengths = graph.apply("MatMul", [multiply(places, places), ones])
  const plain = subtract(add(placeLengths, rowOf(graph, lengths)), multiply(products, 2))
  const squared = atLeast(plain, 0)
  const wanted = Math.min(estimator.count, count)
  const nearest = graph.apply("TopK", [squared, integers(graph, [wanted])], { axis: 1, largest: 0, sorted: 1 })
  const last = graph.apply("Gather", [nearest, integers(graph, [wanted - 1])], { axis: 1 })
  const bound = add(multiply(last, 1 + TIE), TIE)
  const near = choose(greater(squared, bound), 0, weighting === "uniform" ? 1 : divide(1, root(atLeast(squared, SAME))))
  const weights = weighting === "uniform" ? near : preferSame(graph, squared, near)
  const held = Float64Array.from({ length: count * outputs }, (_, at) => {
    const target = targets[Math.floor(at / outputs)]!
    return outputs === 1 ? target : target === at % outputs ? 1 : 0
  })
  const total = graph.apply("MatMul", [weights, matrix(graph, [count, 1], new Float64Array(count).fill(1))])
  return divide(graph.apply("MatMul", [weights, matrix(graph, [count, outputs], held)]), total)
}

/** Where a training row is the same as the row, only such rows count. */
function preferSame(graph: Graph, squared: Value, weights: Value): Value {
  const { greater, choose } = arithmetic(graph)
  const same = choose(greater(squared, SAME), 0, 1)
  const any = graph.apply("TopK", [same, integers(graph, [1])], { axis: 1, largest: 1, sorted: 1 })
  return choose(greater(any, 0.5), same, weights)
}

function integers(graph: Graph, data: readonly number[]): Value {
  return graph.constant({ type: "int64", dims: [data.length], data })
}

function matrix(graph: Graph, dims: readonly [number, number], data: Float64Array): Value {
  return graph.constant({ type: "double", dims, data })
}
