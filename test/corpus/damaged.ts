import fc from "fast-check"

/** One thing that befalls the bytes of a file. */
type Damage =
  | { readonly kind: "flip"; readonly at: number; readonly byte: number }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "insert"; readonly at: number; readonly text: string }
  | { readonly kind: "end"; readonly at: number }

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

/** Texts that mean something to a reader. */
const meaningful = ['"', "'", "\\", ",", ";", "\t", "\r", "\n", "\r\n", "\0", "\ufeff", "#", '""', "\\N", "é", "\ud83d"]

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: place, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: place, length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant("insert" as const), at: place, text: fc.constantFrom(...meaningful) }),
  fc.record({ kind: fc.constant("end" as const), at: place }),
)

/** One of some files with damage done to it, or any bytes at all. */
export const damagedFile = (files: readonly Uint8Array[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 500 }).map((text) => Buffer.from(text)),
    },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: fc.constantFrom(..."a1,;|\t\"'\\\r\n #.-"), minLength: 1, maxLength: 300 })
        .map((text) => Buffer.from(text)),
    },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...files), fc.array(damage, { minLength: 1, maxLength: 6 }))
        .map(([file, damages]) => damages.reduce(hurt, Buffer.from(file))),
    },
  )

function hurt(bytes: Buffer, done: Damage): Buffer {
  const at = Math.floor(done.at * bytes.length)
  switch (done.kind) {
    case "flip": {
      const flipped = Buffer.from(bytes)
      if (flipped.length > 0) flipped[at] = done.byte
      return flipped
    }
    case "cut":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + done.length)])
    case "repeat":
      return Buffer.concat([bytes.subarray(0, at + done.length), bytes.subarray(at)])
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(done.text), bytes.subarray(at)])
    case "end":
      return bytes.subarray(0, at)
  }
}
