import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { randomTable } from "../../feature/fixtures/random-table.ts"
import { type Encoder, encode, featureSettings, fitEncoder } from "../../feature/index.ts"
import { type Column, type Rows, takeColumn, takeRows } from "../../schema/index.ts"
import { runGraph } from "../fixtures/run-onnx.ts"
import { featureValues } from "./features.ts"
import { columnAt, newGraph } from "./graph.ts"
import { newInputs } from "./inputs.ts"
import { onnxBytes } from "./onnx-file.ts"

const table = randomTable(2000, seededRandom(1))
const settings = featureSettings.parse({ textBuckets: 4 })
const { encoder } = fitEncoder(table, settings, seededRandom(2))

/** Features that the graph of an encoder gives, in the encoder's order. */
async function featuresByOnnx(encoder: Encoder, rows: Rows): Promise<readonly Float64Array[]> {
  const graph = newGraph()
  const inputs = newInputs(graph, { schema: table.schema })
  const { matrix, columnOf } = featureValues(graph, inputs, {
    encoder,
    needed: new Set(encoder.features.keys()),
  })!
  for (const place of encoder.features.keys())
    graph.output({ name: `feature ${place}`, type: "double", doc: "" }, columnAt(graph, matrix, columnOf.get(place)!))
  const bytes = onnxBytes({ name: "features", version: "", doc: "", metadata: {}, ...graph.parts() })
  return (await runGraph({ bytes, inputs: inputs.all() }, { encoder, rows })) as Float64Array[]
}

/** Names of features that are not the same number to `tolerance`, relative to those above one. */
function different(
  { encoder, rows, tolerance }: { readonly encoder: Encoder; readonly rows: Rows; readonly tolerance: number },
  given: readonly Float64Array[],
): readonly string[] {
  const { columns } = encode(encoder, rows)
  return encoder.features.flatMap(({ name }, place) => {
    const wrong = columns[place]!.findIndex((wanted, row) => {
      const got = given[place]![row]!
      return !Object.is(wanted + 0, got + 0) && !(Math.abs(wanted - got) <= tolerance * Math.max(1, Math.abs(wanted)))
    })
    return wrong < 0 ? [] : [`${name}: ${columns[place]![wrong]} is ${given[place]![wrong]} in row ${wrong}`]
  })
}

describe("the features of an encoder in ONNX", () => {
  it("are there in every kind", () => {
    const kinds = new Set(encoder.blocks.flatMap((block) => (block.kind === "text" ? ["text"] : [block.source.kind])))
    expect([...kinds].sort()).toEqual(
      [
        ["column", "datePart", "age", "elapsed", "journey", "rotated", "distance", "textLength"],
        ["words", "numbers", "nearest", "text"],
      ]
        .flat()
        .sort(),
    )
  })

  it("are the same float32 numbers, but for the last bit of some that take a sine or logarithm", async () => {
    const given = await featuresByOnnx(encoder, table.rows)
    expect(different({ encoder, rows: table.rows, tolerance: LAST_BITS }, given)).toEqual([])
    const { columns } = encode(encoder, table.rows)
    const cells = columns.length * table.rows.count
    const same = columns.reduce(
      (sum, column, place) => sum + column.filter((value, row) => Object.is(value + 0, given[place]![row]! + 0)).length,
      0,
    )
    expect(1 - same / cells).toBeLessThan(1e-6)
  })

  it("are the same for one row as for many", async () => {
    const all = await featuresByOnnx(encoder, table.rows)
    for (const row of [0, 7, 1999]) {
      const alone = await featuresByOnnx(encoder, takeRows(table.rows, Int32Array.of(row)))
      expect(alone.map((column) => column[0])).toEqual(all.map((column) => column[row]))
    }
  })

  it.each<[string, number]>([
    ["missing values", Number.NaN],
    ["infinite values", Number.POSITIVE_INFINITY],
    ["negative infinite values", Number.NEGATIVE_INFINITY],
    ["zeros", 0],
    ["numbers that are not whole", 0.5],
    ["numbers near the largest", 1e300],
    ["numbers near zero", -1e-300],
    ["numbers beyond float32", -1e40],
    ["numbers beyond int64", 1e19],
  ])("are the same for %s", async (_, value) => {
    const rows = withNumbers(table.rows, value)
    expect(different({ encoder, rows, tolerance: LAST_BITS }, await featuresByOnnx(encoder, rows))).toEqual([])
  })

  it("are the same for places at the poles, on one another and half around the earth", async () => {
    const degrees = [-180, -90, 0, 1e-7, 45, 90, 180]
    const names = ["pickup_latitude", "pickup_longitude", "dropoff_latitude", "dropoff_longitude"]
    const points = degrees.flatMap((a) => degrees.flatMap((b) => degrees.map((c) => [a / 2, b, c / 2, -a])))
    const at = Int32Array.from(points.keys())
    const columns = new Map(table.rows.columns)
    for (const [place, name] of names.entries())
      columns.set(name, { kind: "number", values: Float64Array.from(points, (point) => point[place]!) })
    for (const [name, column] of columns) if (!names.includes(name)) columns.set(name, takeColumn(column, at))
    const rows = { count: points.length, columns }
    const given = await featuresByOnnx(encoder, rows)
    // A bearing at a pole, or to where one stands, hangs on the last bit of a sine that is zero.
    const wrong = different({ encoder, rows, tolerance: 1e-5 }, given).filter((name) => !name.includes(".bearing"))
    expect(wrong).toEqual([])
  })

  it("are the same for words never seen, in other letters, and for missing ones", async () => {
    const words = ["unseen", "w1 ", "W1", "ß☃", "w1"]
    const column: Column = { kind: "string", words, codes: Int32Array.of(0, 1, 2, 3, 4, -1) }
    const columns = new Map(takeRows(table.rows, Int32Array.of(0, 1, 2, 3, 4, 5)).columns)
    const rows = { count: 6, columns: columns.set("few", column).set("many", column) }
    expect(different({ encoder, rows, tolerance: LAST_BITS }, await featuresByOnnx(encoder, rows))).toEqual([])
  })

  it("know an empty word of the training rows from a word never seen", async () => {
    const words = encoder.blocks.filter((block) => block.kind === "category" && block.source.kind === "words")
    const withEmpty = words.map((block) =>
      block.kind === "category" && block.source.kind === "words"
        ? { ...block, source: { ...block.source, levels: ["", ...block.source.levels.slice(1)] } }
        : block,
    )
    const changed = { ...encoder, blocks: encoder.blocks.map((block) => withEmpty[words.indexOf(block)] ?? block) }
    const column: Column = { kind: "string", words: ["", "unseen", "w1"], codes: Int32Array.of(0, 1, 2) }
    const columns = new Map(takeRows(table.rows, Int32Array.of(0, 1, 2)).columns)
    const rows = { count: 3, columns: columns.set("few", column).set("many", column) }
    expect(different({ encoder: changed, rows, tolerance: LAST_BITS }, await featuresByOnnx(changed, rows))).toEqual([])
  })
})

/** The rows with one number in every number column, in turn with the others. */
function withNumbers(rows: Rows, value: number): Rows {
  const columns = [...rows.columns].map(([name, column], place): [string, Column] => [
    name,
    column.kind === "string"
      ? column
      : {
          kind: "number",
          values: column.values.map((own, row) => (row % 3 === 0 || row % 7 === place % 7 ? value : own)),
        },
  ])
  return { count: rows.count, columns: new Map(columns) }
}

/** Two of the last bits of float32. */
const LAST_BITS = 2 ** -22
