import { type Attribute, elementTypes, type Node, type Port, type Tensor } from "./onnx-file.ts"

/** Name of a tensor in the graph. */
export type Value = string

/** A graph that grows; the same operation on the same values is there once. */
export interface Graph {
  /** @returns the input's name, which is the one wanted unless that is taken */
  readonly input: (port: Port) => Value
  /** A node with one output; a number among the inputs is a constant double without an axis. */
  readonly apply: (
    op: string,
    inputs: readonly (Value | number)[],
    attributes?: Readonly<Record<string, Attribute>>,
  ) => Value
  readonly constant: (tensor: Tensor) => Value
  readonly output: (port: Port, value: Value) => void
  readonly parts: () => GraphParts
}

export interface GraphParts {
  readonly nodes: readonly Node[]
  readonly constants: ReadonlyMap<string, Tensor>
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}

export function newGraph(): Graph {
  const nodes: Node[] = []
  const constants = new Map<string, Tensor>()
  const ports = { inputs: [] as Port[], outputs: [] as Port[] }
  const known = new Map<string, Value>()
  const taken = new Set<string>()
  const reserve = (wanted: string): string => {
    let name = wanted
    for (let again = 2; taken.has(name); again++) name = `${wanted}_${again}`
    taken.add(name)
    return name
  }
  const once = (key: string, make: () => Value): Value => {
    const found = known.get(key) ?? make()
    known.set(key, found)
    return found
  }
  const constant = (tensor: Tensor): Value => {
    const make = (): Value => {
      const name = reserve(`constant ${constants.size}`)
      constants.set(name, tensor)
      return name
    }
    return tensor.data.length === 1 ? once(`${tensor.type} ${tensor.dims} ${tensor.data[0]}`, make) : make()
  }
  const number = (value: number): Value => constant({ type: "double", dims: [], data: [value] })
  return {
    constant,
    input: (port) =>
      once(`input ${port.name} ${port.doc}`, () => {
        const name = reserve(port.name)
        ports.inputs.push({ ...port, name })
        return name
      }),
    apply: (op, given, attributes = {}) => {
      const inputs = given.map((input) => (typeof input === "number" ? number(input) : input))
      const domain = machineLearning.has(op) ? "ai.onnx.ml" : ""
      const make = (): Value => {
        const output = reserve(`${op} ${nodes.length}`)
        const unread = twoOutputs.has(op) ? { unread: [reserve(`${output} places`)] } : {}
        nodes.push({ op, domain, inputs, output, ...unread, attributes })
        return output
      }
      // What machine learning operators hold is too long to compare.
      return domain === "" ? once(JSON.stringify([op, inputs, attributes]), make) : make()
    },
    output: (port, value) => {
      const name = reserve(port.name)
      ports.outputs.push({ ...port, name })
      nodes.push({ op: "Identity", domain: "", inputs: [value], output: name, attributes: {} })
    },
    parts: () => ({ nodes, constants, ...ports }),
  }
}

/** Columns side by side: rows x all their columns. */
export function besides(graph: Graph, values: readonly Value[]): Value {
  return values.length === 1 ? values[0]! : graph.apply("Concat", values, { axis: 1 })
}

export function cast(graph: Graph, value: Value, type: keyof typeof elementTypes): Value {
  return graph.apply("Cast", [value], { to: elementTypes[type] })
}

/** One of rows x columns as a list, rows long. */
export function columnAt(graph: Graph, matrix: Value, column: number): Value {
  return graph.apply("Gather", [matrix, graph.constant({ type: "int64", dims: [], data: [column] })], { axis: 1 })
}

/** One number a column, to stand beside rows x columns. */
export function rowOf(graph: Graph, values: readonly number[]): Value {
  return graph.constant({ type: "double", dims: [1, values.length], data: values })
}

/** Operators whose second output nothing here reads. */
const twoOutputs: ReadonlySet<string> = new Set(["TopK"])
const machineLearning: ReadonlySet<string> = new Set(["LabelEncoder", "TreeEnsembleRegressor"])
