import type { Estimator, LinearEstimator, Link } from "../estimator.ts"
import { arithmetic } from "./arithmetic.ts"
import { calibratedValue } from "./calibrated.ts"
import type { FeatureValues } from "./features.ts"
import { type Graph, rowOf, type Value } from "./graph.ts"
import { neighboursValue } from "./neighbours.ts"
import { treesValue } from "./trees.ts"

/** What estimators read. */
export interface EstimatorInputs {
  /** Undefined when no estimator reads a feature. */
  readonly features: FeatureValues | undefined
  /** A list as long as the rows, for answers that depend on nothing else. */
  readonly rows: Value
}

/** Answers of an estimator: rows x outputs, double. */
export function estimatorValue(graph: Graph, estimator: Estimator, inputs: EstimatorInputs): Value {
  switch (estimator.kind) {
    case "constant":
      return repeated(graph, estimator.values, inputs)
    case "linear":
      return linked(graph, estimator.link, linearValue(graph, estimator, inputs))
    case "trees": {
      const { base, sum } = treesValue(graph, estimator, inputs.features)
      return linked(graph, estimator.link, sum ?? repeated(graph, base, inputs))
    }
    case "neighbours":
      return neighboursValue(graph, estimator, inputs.features!)
    case "transformed": {
      const { subtract, multiply, atMost } = arithmetic(graph)
      const exponent = atMost(estimatorValue(graph, estimator.inner, inputs), LARGEST_EXPONENT)
      return multiply(subtract(graph.apply("Exp", [exponent]), 1), estimator.scale)
    }
    case "calibrated":
      return calibratedValue(graph, estimator.map, estimatorValue(graph, estimator.inner, inputs))
    case "blend": {
      const { add, multiply } = arithmetic(graph)
      const parts = estimator.members.map((member, place) =>
        multiply(estimatorValue(graph, member, inputs), estimator.weights[place]!),
      )
      return parts.reduce((sum, part) => add(sum, part))
    }
  }
}

/** The same numbers for every row. */
function repeated(graph: Graph, values: ArrayLike<number>, { rows }: EstimatorInputs): Value {
  const one = graph.constant({ type: "int64", dims: [1], data: [1] })
  const shape = graph.apply("Concat", [graph.apply("Shape", [rows]), one], { axis: 0 })
  return graph.apply("Expand", [rowOf(graph, Array.from(values)), shape])
}

function linearValue(graph: Graph, { features, weights, intercepts }: LinearEstimator, inputs: EstimatorInputs): Value {
  if (inputs.features === undefined || features.length === 0) return repeated(graph, intercepts, inputs)
  const { matrix, columnOf } = inputs.features
  const [width, outputs] = [features.length, intercepts.length]
  const columns = Array.from(features, (feature) => columnOf.get(feature)!)
  const read = graph.apply("Gather", [matrix, graph.constant({ type: "int64", dims: [width], data: columns })], {
    axis: 1,
  })
  const turned = Float64Array.from({ length: width * outputs }, (_, at) => {
    const [place, output] = [Math.floor(at / outputs), at % outputs]
    return weights[output * width + place]!
  })
  const product = graph.apply("MatMul", [
    read,
    graph.constant({ type: "double", dims: [width, outputs], data: turned }),
  ])
  return arithmetic(graph).add(product, rowOf(graph, Array.from(intercepts)))
}

function linked(graph: Graph, link: Link, score: Value): Value {
  const { add, subtract, divide, atMost } = arithmetic(graph)
  switch (link) {
    case "identity":
      return score
    case "logit":
      return divide(1, add(graph.apply("Exp", [subtract(0, score)]), 1))
    case "log":
      return graph.apply("Exp", [atMost(score, LARGEST_EXPONENT)])
    case "softmax":
      return graph.apply("Softmax", [score], { axis: 1 })
  }
}

const LARGEST_EXPONENT = 709
