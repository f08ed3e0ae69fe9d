import { hashBytes } from "../base/index.ts"

/** Arrays of model.bin, little-endian, each starting at a multiple of 8 bytes. */
export type SectionArray = Int32Array | Float64Array | Float32Array | Uint8Array | Uint16Array

/** One array of model.bin, as listed in model.json. */
export interface Section {
  readonly name: string
  readonly type: SectionType
  /** Elements. */
  readonly length: number
  /** Bytes from the start of the file. */
  readonly offset: number
  readonly sha256: string
}

/** `uint16` from format 2 on. */
export type SectionType = "int32" | "float64" | "float32" | "uint8" | "uint16"

/** Arrays laid out one after the other, in the order they were added. */
export function packSections(arrays: ReadonlyMap<string, SectionArray>): {
  readonly sections: readonly Section[]
  readonly bytes: Uint8Array
} {
  const sections: Section[] = []
  let offset = 0
  for (const [name, array] of arrays) {
    const sha256 = hashBytes("sha256", bytesOf(array))
    sections.push({ name, type: typeOf(array), length: array.length, offset, sha256 })
    offset += Math.ceil(array.byteLength / ALIGNMENT) * ALIGNMENT
  }
  const bytes = new Uint8Array(offset)
  for (const [place, array] of [...arrays.values()].entries()) bytes.set(bytesOf(array), sections[place]!.offset)
  return { sections, bytes }
}

interface Digest {
  /** @returns lower-case hex digest */
  sha256(bytes: Uint8Array): string | Promise<string>
}

/** What is wrong with model.bin, in words; undefined when every section is whole. */
export async function sectionFault(
  sections: readonly Section[],
  bytes: Uint8Array,
  { sha256 }: Digest,
): Promise<string | undefined> {
  const names = new Set(sections.map(({ name }) => name))
  if (names.size !== sections.length) return "model.json lists a section twice"
  for (const section of sections) {
    const end = section.offset + section.length * widths[section.type]
    if (section.offset % ALIGNMENT !== 0)
      return `section "${section.name}" does not start at a multiple of ${ALIGNMENT}`
    if (end > bytes.length) {
      return `model.bin is cut short: section "${section.name}" ends at byte ${end}, the file has ${bytes.length}`
    }
    if ((await sha256(bytes.subarray(section.offset, end))) !== section.sha256) {
      return `section "${section.name}" of model.bin was changed: its SHA-256 is not the one in model.json`
    }
  }
  return undefined
}

/** The array of a section that has no fault, in memory of its own. */
export function readSection({ type, length, offset }: Section, bytes: Uint8Array): SectionArray {
  // A file read by Node is a window on shared memory at any offset; typed arrays need memory that starts with them.
  const { buffer } = new Uint8Array(bytes.subarray(offset, offset + length * widths[type]))
  switch (type) {
    case "int32":
      return new Int32Array(buffer, 0, length)
    case "float64":
      return new Float64Array(buffer, 0, length)
    case "float32":
      return new Float32Array(buffer, 0, length)
    case "uint8":
      return new Uint8Array(buffer, 0, length)
    case "uint16":
      return new Uint16Array(buffer, 0, length)
  }
}

function bytesOf(array: SectionArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function typeOf(array: SectionArray): SectionType {
  if (array instanceof Int32Array) return "int32"
  if (array instanceof Float64Array) return "float64"
  if (array instanceof Uint16Array) return "uint16"
  return array instanceof Float32Array ? "float32" : "uint8"
}

const widths = { int32: 4, float64: 8, float32: 4, uint8: 1, uint16: 2 } as const satisfies Record<SectionType, number>
const ALIGNMENT = 8
