/** Bytes of one field; a message is its fields, one after the other. */
export type Field = Uint8Array

/** A whole number, as protocol buffers write int32, int64 and enumerations. */
export function integerField(field: number, value: number): Field {
  return Uint8Array.from([...varint(field << 3), ...varint(value)])
}

export function textField(field: number, text: string): Field {
  return bytesField(field, new TextEncoder().encode(text))
}

export function messageField(field: number, fields: readonly Field[]): Field {
  return bytesField(field, Buffer.concat(fields))
}

/** A repeated whole number, packed: every reader must take that for the unpacked form and the other way round. */
export function integersField(field: number, values: ArrayLike<number>): Field {
  const bytes: number[] = []
  for (let place = 0; place < values.length; place++) pushVarint(bytes, values[place]!)
  return bytesField(field, Uint8Array.from(bytes))
}

export function bytesField(field: number, bytes: Uint8Array): Field {
  return Buffer.concat([Uint8Array.from([...varint((field << 3) | LENGTH_DELIMITED), ...varint(bytes.length)]), bytes])
}

function varint(value: number): readonly number[] {
  const bytes: number[] = []
  pushVarint(bytes, value)
  return bytes
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. A negative number is written as its 64 bits. */
function pushVarint(to: number[], value: number): void {
  if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
    for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
      if (rest < 128n) return void to.push(Number(rest))
      to.push(Number(rest & 127n) | 128)
    }
  }
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) to.push((rest % 128) | 128)
  to.push(rest)
}

const LENGTH_DELIMITED = 2
