import { Binary, Table, tableToIPC, vectorFromArray } from "apache-arrow"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import reference from "./arrow.reference.json" with { type: "json" }
import { decodeLz4Frame } from "./lz4.ts"

const scratch = useScratch()

const read = (file: string, settings: Partial<DataSettings> = {}): Promise<Profile> =>
  profileFiles([file], scratch.options(settings))

const bytesOf = (text: string): Buffer => Buffer.from(text, "base64")

test.each(Object.entries(reference.files))(
  "a file that pyarrow wrote is read with its types: %s",
  async (name, file) => {
    const path = await scratch.put(`${name}.feather`, bytesOf(file))
    const { columns, rows } = await read(path)
    expect(rows).toBe(60)
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      small: "integer",
      long: "string",
      unsigned: "string",
      half: "number",
      flag: "boolean",
      word: "string",
      class: "string",
      day: "date",
      at: "datetime",
      zoned: "datetime",
      price: "number",
      list: "string",
      struct: "string",
    })
    const schema = schemaOf({
      small: "integer",
      long: "text",
      unsigned: "text",
      word: "text",
      day: "date",
      at: "datetime",
      zoned: "datetime",
      price: "number",
      list: "text",
      struct: "text",
    })
    const table = await readRows(path, schema, { ...scratch.options(), columns: "all" })
    const first = (column: string): unknown => valuesOf(table.columns.get(column)).slice(0, 3)
    expect(first("small")).toEqual([0, 1, undefined])
    expect(first("long")).toEqual(["9007199254740993", "9007199254740994", "9007199254740995"])
    expect(first("unsigned")).toEqual(["18446744073709551615", "18446744073709551614", "18446744073709551613"])
    expect(first("word")).toEqual(["word 0", undefined, "word 2"])
    expect(first("day")).toEqual([Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1), Date.UTC(2024, 1, 2)])
    expect(first("at")).toEqual([-876.544, 86_399_123.456, 172_799_123.456])
    expect(first("zoned")).toEqual(Array(3).fill(Date.UTC(2024, 0, 31, 12)))
    expect(first("price")).toEqual([-1.25, -1, -0.75])
    expect(first("list")).toEqual(["[0,1]", "[1,2]", "[2,3]"])
    expect(first("struct")).toEqual(['{"a":0,"b":"x"}', '{"a":1,"b":"x"}', '{"a":2,"b":"x"}'])
  },
)

test("a file that is cut off or of an older kind is refused", async () => {
  const whole = bytesOf(reference.files.lz4)
  const cut = await scratch.put("cut.feather", whole.subarray(0, whole.length / 2))
  expect((await errorOf(read(cut))).code).toBe("table.arrow-unreadable")
  const old = await errorOf(read(await scratch.put("old.unknown", "FEA1\0\0\0\0")))
  expect(old.message).toContain("Feather file of version 1")
  const images = vectorFromArray([new Uint8Array([1, 2])], new Binary())
  const binary = tableToIPC(new Table({ images }), "file")
  const file = await scratch.put("binary.arrow", binary)
  expect((await errorOf(read(file))).code).toBe("table.column-binary")
})

test("LZ4 frames give what the reference library packed", () => {
  for (const { frame, text } of reference.frames) {
    expect(Buffer.from(decodeLz4Frame(bytesOf(frame), 1_000_000)).equals(bytesOf(text))).toBe(true)
  }
})

test("no damaged LZ4 frame does more than fail, and none unpacks to more than allowed", () => {
  const [, , repeated] = reference.frames
  const frame = bytesOf(repeated!.frame)
  expect(() => decodeLz4Frame(frame, 100)).toThrow("more bytes than allowed")
  fc.assert(
    fc.property(fc.nat(frame.length - 1), fc.nat(255), fc.nat(frame.length), (place, byte, length) => {
      const damaged = Buffer.from(frame.subarray(0, length))
      if (place < length) damaged[place] = byte
      try {
        expect(decodeLz4Frame(damaged, 10_000).length).toBeLessThanOrEqual(10_000)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
  )
})
