import {
  blockWidth,
  type CategoryBlock,
  type Encoder,
  LARGEST_FLOAT,
  type NumberBlock,
  type Scaling,
  type TextBlock,
} from "../../feature/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { besides, cast, type Graph, rowOf, type Value } from "./graph.ts"
import type { Inputs } from "./inputs.ts"
import { numberValue } from "./number-value.ts"
import { stateValues } from "./states.ts"

/** Features of every row, in float32 as estimators learnt on them. */
export interface FeatureValues {
  /** rows x features, widened to double without a change of value */
  readonly matrix: Value
  /** Column of the matrix that holds a feature of the encoder. */
  readonly columnOf: ReadonlyMap<number, number>
}

/** What an encoder does, as a graph; features of one form are computed side by side. Undefined when none is needed. */
export function featureValues(
  graph: Graph,
  inputs: Inputs,
  { encoder, needed }: { readonly encoder: Encoder; readonly needed: ReadonlySet<number> },
): FeatureValues | undefined {
  const forms: Forms = { raw: [], identity: [], log: [], flag: [], ready: [] }
  let first = 0
  for (const block of encoder.blocks) {
    const width = blockWidth(block)
    const outputs: Output[] = []
    for (let place = 0; place < width; place++)
      if (needed.has(first + place)) outputs.push({ place, feature: first + place })
    if (outputs.length > 0) {
      switch (block.kind) {
        case "number":
          sortNumber({ block, value: numberValue(graph, inputs, block.source) }, outputs, forms)
          break
        case "category":
          forms.ready.push(categoryFeatures(graph, stateValues(graph, inputs, block.source), { block, outputs }))
          break
        case "text":
          for (const output of outputs) forms.ready.push(textFeature(graph, inputs, { block, output }))
      }
    }
    first += width
  }
  const parts = [
    rawFeatures(graph, forms.raw),
    scaledFeatures(graph, "identity", forms.identity),
    scaledFeatures(graph, "log", forms.log),
    flagFeatures(graph, forms.flag),
    ...forms.ready,
  ].filter((part) => part !== undefined)
  if (parts.length === 0) return undefined
  const order = parts.flatMap(({ features }) => features)
  const matrix = besides(
    graph,
    parts.map(({ values }) => values),
  )
  return {
    matrix: cast(graph, matrix, "double"),
    columnOf: new Map(order.map((feature, column) => [feature, column])),
  }
}

/** Feature `feature` of the encoder is output `place` of its block. */
interface Output {
  readonly place: number
  readonly feature: number
}

/** Features side by side, float32: rows x features. */
interface Part {
  readonly features: readonly number[]
  readonly values: Value
}

interface Form {
  readonly feature: number
  /** rows x 1, double */
  readonly value: Value
}

interface Forms {
  readonly raw: (Form & { readonly offset: number })[]
  readonly identity: (Form & { readonly scaling: Scaling })[]
  readonly log: (Form & { readonly scaling: Scaling })[]
  readonly flag: Form[]
  readonly ready: Part[]
}

function sortNumber(
  { block, value }: { readonly block: NumberBlock; readonly value: Value },
  outputs: readonly Output[],
  forms: Forms,
): void {
  for (const { place, feature } of outputs) {
    const scaling = block.scalings[place - (block.raw ? 1 : 0)]
    if (block.raw && place === 0) forms.raw.push({ feature, value, offset: block.offset })
    else if (scaling === undefined) forms.flag.push({ feature, value })
    else forms[scaling.shape].push({ feature, value, scaling })
  }
}

function rawFeatures(graph: Graph, forms: Forms["raw"]): Part | undefined {
  if (forms.length === 0) return undefined
  const { subtract, atLeast, atMost } = arithmetic(graph)
  const offsets = forms.map(({ offset }) => offset)
  const values = abreast(graph, forms)
  const moved = offsets.some((offset) => offset !== 0) ? subtract(values, rowOf(graph, offsets)) : values
  const held = atMost(atLeast(moved, -LARGEST_FLOAT), LARGEST_FLOAT)
  return { features: forms.map(({ feature }) => feature), values: cast(graph, held, "float") }
}

function scaledFeatures(graph: Graph, shape: Scaling["shape"], forms: Forms["identity"]): Part | undefined {
  if (forms.length === 0) return undefined
  const { subtract, divide, atLeast, atMost, choose, isMissing } = arithmetic(graph)
  const row = (key: Exclude<keyof Scaling, "shape">): Value =>
    rowOf(
      graph,
      forms.map(({ scaling }) => scaling[key]),
    )
  const values = abreast(graph, forms)
  const filled = choose(isMissing(values), row("fill"), values)
  const held = atMost(atLeast(shape === "log" ? signedLog(graph, filled) : filled, row("low")), row("high"))
  const scaled = divide(subtract(held, row("mean")), row("deviation"))
  return { features: forms.map(({ feature }) => feature), values: cast(graph, scaled, "float") }
}

function signedLog(graph: Graph, value: Value): Value {
  const { add, multiply, absolute } = arithmetic(graph)
  return multiply(graph.apply("Sign", [value]), graph.apply("Log", [add(absolute(value), 1)]))
}

function flagFeatures(graph: Graph, forms: Forms["flag"]): Part | undefined {
  if (forms.length === 0) return undefined
  const { isMissing } = arithmetic(graph)
  return {
    features: forms.map(({ feature }) => feature),
    values: cast(graph, isMissing(abreast(graph, forms)), "float"),
  }
}

function abreast(graph: Graph, forms: readonly Form[]): Value {
  return besides(
    graph,
    forms.map(({ value }) => value),
  )
}

/** All features of a state are one row of a table. */
function categoryFeatures(
  graph: Graph,
  states: Value,
  { block, outputs }: { readonly block: CategoryBlock; readonly outputs: readonly Output[] },
): Part {
  const { oneHot, tables } = block
  const count = stateCount(block)
  const cell = (state: number, place: number): number => {
    if (place < oneHot.length) return oneHot[place] === state ? 1 : 0
    return tables[place - oneHot.length]![state] ?? Number.NaN
  }
  const data = Float32Array.from({ length: count * outputs.length }, (_, at) =>
    cell(Math.floor(at / outputs.length), outputs[at % outputs.length]!.place),
  )
  const table = graph.constant({ type: "float", dims: [count, outputs.length], data })
  return {
    features: outputs.map(({ feature }) => feature),
    values: graph.apply("Gather", [table, states], { axis: 0 }),
  }
}

function stateCount({ source }: CategoryBlock): number {
  return (source.kind === "nearest" ? source.centres : source.levels).length + 2
}

function textFeature(
  graph: Graph,
  inputs: Inputs,
  { block, output }: { readonly block: TextBlock; readonly output: Output },
): Part {
  const value = inputs.computed({
    name: `${block.column}#${output.place}`,
    from: "textWords",
    column: block.column,
    doc: `log(1 + number of words of the text whose FNV-1a hash over UTF-16 units, in lower case, leaves ${output.place} when divided by ${block.buckets})`,
  })
  return { features: [output.feature], values: cast(graph, value, "float") }
}
