import type { Data, RecordBatch } from "apache-arrow"

/**
 * Hold the lengths that a record batch declares against the bytes that are there. The library trusts them, and a damaged file would
 * have it make arrays of any size.
 *
 * @throws Error that says which column does not hold together
 */
export function checkBatch(batch: RecordBatch): void {
  for (const [index, field] of batch.schema.fields.entries()) {
    const data = batch.data.children[index]
    if (data === undefined || data.length !== batch.numRows || !isWhole(data)) {
      throw new Error(`the column "${field.name}" does not have the ${batch.numRows} values that it declares`)
    }
  }
}

function isWhole(data: Data): boolean {
  const { length, stride, children, dictionary } = data
  const values = data.values as ArrayLike<number> | undefined
  const offsets = data.valueOffsets as ArrayLike<number | bigint> | undefined
  if (data.nullBitmap.length > 0 && data.nullBitmap.length * 8 < length) return false
  if (offsets !== undefined) {
    const room = children[0] === undefined ? (values?.length ?? 0) : children[0].length
    return areOrdered(offsets, length, room) && children.every(isWhole)
  }
  if (dictionary !== undefined) {
    return hasRoom(values, length, 1) && areBelow(data, dictionary.length) && dictionary.data.every(isWhole)
  }
  if (children.length > 0) return children.every((child) => child.length >= length && isWhole(child))
  return isNullType(data) || isBits(data) || hasRoom(values, length, stride)
}

function hasRoom(values: ArrayLike<number> | undefined, length: number, stride: number): boolean {
  return length === 0 || (values !== undefined && values.length >= length * stride)
}

/** The offsets of texts and lists never go back, and end within what they point into. */
function areOrdered(offsets: ArrayLike<number | bigint>, length: number, room: number): boolean {
  if (length === 0) return true
  if (offsets.length < length + 1 || offsets[0]! < 0) return false
  for (let row = 0; row < length; row++) if (offsets[row + 1]! < offsets[row]!) return false
  return offsets[length]! <= room
}

/** The numbers of words are those of words that are there; what stands in the place of a missing one does not matter. */
function areBelow(data: Data, count: number): boolean {
  const values = data.values as ArrayLike<number | bigint>
  for (let row = 0; row < data.length; row++) {
    if ((values[row]! < 0 || values[row]! >= count) && data.getValid(row)) return false
  }
  return true
}

const isNullType = ({ typeId }: Data): boolean => typeId === 1

/** Truth values are bits. */
function isBits({ typeId, values, length }: Data): boolean {
  return typeId === 6 && (values as Uint8Array).length * 8 >= length
}
