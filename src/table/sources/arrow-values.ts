import type { DataType, Decimal, Dictionary, Int, Time, Timestamp } from "apache-arrow"
import { columnBinary } from "./errors.ts"
import type { SpoolKind, SpoolValue, Store } from "./spool.ts"

/** How the values of an Arrow column become those of a table. */
export interface ArrowReading {
  readonly store: Store
  readonly kind: SpoolKind
  /** Of a value that is there. */
  readonly read: (value: unknown) => SpoolValue
}

/**
 * The reading of a column by its type. Lists and structures become their JSON text.
 *
 * @throws table.column-binary
 */
export function arrowReading(type: DataType, names: { readonly file: string; readonly column: string }): ArrowReading {
  switch (type.typeId) {
    case typeIds.Dictionary:
      return arrowReading((type as Dictionary).dictionary, names)
    case typeIds.Int:
      return wholeReading(type as Int)
    case typeIds.Float:
      return { store: "number", kind: "number", read: (value) => value as number }
    case typeIds.Bool:
      return { store: "boolean", kind: "boolean", read: (value) => value as boolean }
    case typeIds.Decimal:
      return {
        store: "text",
        kind: "exact",
        read: (value) => decimalText(value as Uint32Array, (type as Decimal).scale),
      }
    case typeIds.Date:
      return { store: "text", kind: "date", read: (value) => instantText(value as number).slice(0, 10) }
    case typeIds.Timestamp: {
      const zoned = ((type as Timestamp).timezone ?? "") !== ""
      const read = (value: unknown): string => `${instantText(value as number)}${zoned ? "Z" : ""}`
      return { store: "text", kind: zoned ? "zoned" : "datetime", read }
    }
    case typeIds.Time:
      return {
        store: "text",
        kind: "text",
        read: (value) => timeText(Number(value) / unitsOfSecond[(type as Time).unit]!),
      }
    case typeIds.Duration:
      return { store: "bigint", kind: "integer", read: (value) => value as bigint }
    case typeIds.Null:
    case typeIds.Utf8:
    case typeIds.LargeUtf8:
    case typeIds.Utf8View:
      return { store: "text", kind: "text", read: String }
    case typeIds.Binary:
    case typeIds.LargeBinary:
    case typeIds.BinaryView:
    case typeIds.FixedSizeBinary:
      throw columnBinary(names.file, names.column)
    default:
      return { store: "text", kind: "text", read: (value) => JSON.stringify(value, plainNumbers) }
  }
}

function wholeReading({ bitWidth, isSigned }: Int): ArrowReading {
  if (bitWidth < 64) return { store: "bigint", kind: "integer", read: (value) => BigInt(value as number) }
  return isSigned
    ? { store: "bigint", kind: "integer", read: (value) => value as bigint }
    : { store: "text", kind: "exact", read: String }
}

/** @param words two's complement, 32 bits each, the lowest first */
function decimalText(words: Uint32Array, scale: number): string {
  const unsigned = words.reduceRight((value, word) => (value << 32n) | BigInt(word), 0n)
  const value = BigInt.asIntN(words.length * 32, unsigned)
  if (scale <= 0) return String(value * 10n ** BigInt(-scale))
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0")
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** @param milliseconds since 1970, microseconds as a fraction */
function instantText(milliseconds: number): string {
  const micros = Math.round(milliseconds * 1000)
  const whole = Math.floor(micros / 1000)
  const text = new Date(whole).toISOString().slice(0, -1)
  return `${text.replace(/^\+0*(?=\d{5})/, "")}${String(micros - whole * 1000).padStart(3, "0")}`
}

function timeText(seconds: number): string {
  return new Date(Math.round(seconds * 1000))
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, "")
}

const plainNumbers = (_: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value)

/** By `TimeUnit`: seconds, milliseconds, microseconds, nanoseconds. */
const unitsOfSecond: readonly number[] = [1, 1e3, 1e6, 1e9]

/** The numbers of the format's own schema; the library that names them is loaded only when a file is there to be read. */
const typeIds = {
  Null: 1,
  Int: 2,
  Float: 3,
  Binary: 4,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  FixedSizeBinary: 15,
  Duration: 18,
  LargeBinary: 19,
  LargeUtf8: 20,
  BinaryView: 23,
  Utf8View: 24,
  Dictionary: -1,
} as const
