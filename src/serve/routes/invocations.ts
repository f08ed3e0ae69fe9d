import { isPlainObject } from "../../base/index.ts"
import { shapeUnknown } from "../errors.ts"
import { recordsByColumn, recordsByPosition } from "./positional.ts"
import { kindOf } from "./reply.ts"

/**
 * Records of an MLflow scoring request: exactly one of `dataframe_split`, `dataframe_records`, `instances` (rows, or arrays in
 * schema order) and `inputs` (columns, or rows as in `instances`).
 *
 * @param names input columns in schema order
 * @throws serve.shape-unknown
 */
export function decodeInvocation(body: unknown, names: readonly string[]): readonly unknown[] {
  if (!isPlainObject(body)) throw shapeUnknown(wantedShape, kindOf(body))
  const { params, ...rest } = body
  if (!isEmptyParams(params)) throw shapeUnknown("no params, because the model has none", kindOf(params))
  const shape = onlyShape(Object.keys(rest))
  const content = rest[shape]
  switch (shape) {
    case "dataframe_split":
      return decodeSplit(content)
    case "dataframe_records":
      return asRows(content, shape)
    case "instances":
      return rowsOrArrays(asRows(content, shape), names)
    case "inputs":
      return isPlainObject(content) ? recordsByColumn(content) : rowsOrArrays(asRows(content, shape), names)
  }
}

/** `{columns, data}` as pandas writes it with orient="split"; `index` names rows and changes no prediction. */
function decodeSplit(content: unknown): readonly unknown[] {
  const wanted = '"dataframe_split" to be an object {"columns": [...], "data": [[...], ...]}'
  if (!isPlainObject(content)) throw shapeUnknown(wanted, kindOf(content))
  const { columns, data, index, ...rest } = content
  if (Object.keys(rest).length > 0) throw shapeUnknown(wanted, `the unknown key "${Object.keys(rest)[0]}"`)
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === "string")) {
    throw shapeUnknown('"columns" to be an array of names', kindOf(columns))
  }
  const twice = columns.find((name, position) => columns.indexOf(name) !== position)
  if (twice !== undefined) throw shapeUnknown("each column once", `"${twice}" twice`)
  if (!Array.isArray(data)) throw shapeUnknown('"data" to be an array of rows', kindOf(data))
  if (index !== undefined && !Array.isArray(index)) throw shapeUnknown('"index" to be an array', kindOf(index))
  return recordsByPosition(columns, data)
}

function asRows(content: unknown, shape: Shape): readonly unknown[] {
  if (!Array.isArray(content)) throw shapeUnknown(`"${shape}" to be an array of rows`, kindOf(content))
  return content
}

function rowsOrArrays(rows: readonly unknown[], names: readonly string[]): readonly unknown[] {
  return Array.isArray(rows[0]) ? recordsByPosition(names, rows) : rows
}

function isEmptyParams(params: unknown): boolean {
  return params === undefined || params === null || (isPlainObject(params) && Object.keys(params).length === 0)
}

function onlyShape(keys: readonly string[]): Shape {
  const shape = shapes.find((one) => one === keys[0])
  if (shape === undefined || keys.length > 1)
    throw shapeUnknown(wantedShape, keys.length === 0 ? "{}" : keys.join(", "))
  return shape
}

type Shape = (typeof shapes)[number]
const shapes = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const
const wantedShape = `an object with exactly one of ${shapes.join(", ")}`
