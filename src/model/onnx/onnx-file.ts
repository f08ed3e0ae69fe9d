import { bytesField, type Field, integerField, integersField, messageField, textField } from "./protobuf.ts"

/** Constant numbers or words, `dims` multiplied together of them; no dims is one value without an axis. */
export type Tensor =
  | { readonly type: "double"; readonly dims: readonly number[]; readonly data: ArrayLike<number> }
  | { readonly type: "float"; readonly dims: readonly number[]; readonly data: ArrayLike<number> }
  | { readonly type: "int64"; readonly dims: readonly number[]; readonly data: ArrayLike<number> }
  | { readonly type: "string"; readonly dims: readonly number[]; readonly data: readonly string[] }

/** An integer, a text, lists of them, or a tensor. */
export type Attribute = number | string | readonly string[] | Int32Array | Float64Array | Tensor

export interface Node {
  readonly op: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly output: string
  /** Further outputs, which the operator must have and nothing reads. */
  readonly unread?: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** An input or output of the graph: a list with one value a row. */
export interface Port {
  readonly name: string
  readonly type: "double" | "string"
  /** What it holds, for people. */
  readonly doc: string
}

export interface OnnxFile {
  readonly name: string
  readonly version: string
  readonly doc: string
  readonly nodes: readonly Node[]
  readonly constants: ReadonlyMap<string, Tensor>
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Bytes of `model.onnx`: the message ModelProto of onnx.proto; the numbers below are its field numbers. */
export function onnxBytes(file: OnnxFile): Uint8Array {
  return Buffer.concat([
    integerField(1, IR_VERSION),
    textField(2, "mlwright"),
    textField(3, file.version),
    textField(6, file.doc),
    messageField(7, graphFields(file)),
    ...Object.entries(onnxOpsets).map(([domain, version]) =>
      messageField(8, [textField(1, domain), integerField(2, version)]),
    ),
    ...Object.entries(file.metadata).map(([key, value]) => messageField(14, [textField(1, key), textField(2, value)])),
  ])
}

function graphFields({ name, nodes, constants, inputs, outputs }: OnnxFile): readonly Field[] {
  return [
    ...nodes.map((node) => messageField(1, nodeFields(node))),
    textField(2, name),
    ...[...constants].map(([label, tensor]) => messageField(5, [...tensorFields(tensor), textField(8, label)])),
    ...inputs.map((port) => messageField(11, portFields(port))),
    ...outputs.map((port) => messageField(12, portFields(port))),
  ]
}

function nodeFields({ op, domain, inputs, output, unread, attributes }: Node): readonly Field[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    ...(unread ?? []).map((name) => textField(2, name)),
    textField(3, output),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, [textField(1, name), ...valueFields(value)])),
    textField(7, domain),
  ]
}

function valueFields(value: Attribute): readonly Field[] {
  if (typeof value === "number") return [integerField(3, value), integerField(20, 2)]
  if (typeof value === "string") return [textField(4, value), integerField(20, 3)]
  if ("type" in value) return [messageField(5, tensorFields(value)), integerField(20, 4)]
  if (value instanceof Int32Array || value instanceof Float64Array)
    return [integersField(8, value), integerField(20, 7)]
  return [...value.map((text) => textField(9, text)), integerField(20, 8)]
}

function tensorFields(tensor: Tensor): readonly Field[] {
  const head = [...tensor.dims.map((size) => integerField(1, size)), integerField(2, elementTypes[tensor.type])]
  switch (tensor.type) {
    case "double":
      return [
        ...head,
        bytesField(
          9,
          littleEndian(tensor.data, 8, (view, at, value) => view.setFloat64(at, value, true)),
        ),
      ]
    case "float":
      return [
        ...head,
        bytesField(
          9,
          littleEndian(tensor.data, 4, (view, at, value) => view.setFloat32(at, value, true)),
        ),
      ]
    case "int64":
      return [
        ...head,
        bytesField(
          9,
          littleEndian(tensor.data, 8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)),
        ),
      ]
    case "string":
      return [...head, ...tensor.data.map((text) => textField(6, text))]
  }
}

function littleEndian(
  values: ArrayLike<number>,
  width: number,
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width)
  const view = new DataView(bytes.buffer)
  for (let place = 0; place < values.length; place++) write(view, place * width, values[place]!)
  return bytes
}

function portFields({ name, type, doc }: Port): readonly Field[] {
  const shape = messageField(2, [messageField(1, [textField(2, "rows")])])
  const tensor = messageField(1, [integerField(1, elementTypes[type]), shape])
  return [textField(1, name), messageField(2, [tensor]), textField(3, doc)]
}

/** Versions of the operator sets, by domain; the empty one is ai.onnx. They are of 2022, so that older runtimes read the file too. */
export const onnxOpsets: Readonly<Record<string, number>> = { "": 15, "ai.onnx.ml": 3 }
const IR_VERSION = 8
export const elementTypes = { float: 1, int64: 7, string: 8, double: 11 } as const
