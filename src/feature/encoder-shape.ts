import { z } from "zod"
import { columnsOfCategorySource, levelCount } from "./category-source.ts"
import { blockWidth } from "./encode.ts"
import {
  type Block,
  type CategorySource,
  dateParts,
  type Encoder,
  journeyMeasures,
  type NumberSource,
} from "./encoder.ts"
import { encoderInvalid } from "./errors.ts"
import { columnsOfNumberSource } from "./number-source.ts"

/**
 * An encoder from what was read of an artifact: every name, index and length is checked, so that running it cannot fail later.
 *
 * @throws feature.encoder-invalid
 */
export function parseEncoder(value: unknown): Encoder {
  const parsed = encoderShape.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw encoderInvalid(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`, parsed.error)
  }
  const encoder = parsed.data
  const kinds = new Map(encoder.inputs.map(({ name, kind }) => [name, kind]))
  expect(kinds.size === encoder.inputs.length, "two inputs have one name")
  expect(
    new Set(encoder.features.map(({ name }) => name)).size === encoder.features.length,
    "two features have one name",
  )
  for (const [place, block] of encoder.blocks.entries()) checkBlock(block, kinds, `block ${place}`)
  const width = encoder.blocks.reduce((sum, block) => sum + blockWidth(block), 0)
  expect(
    width === encoder.features.length,
    `its blocks write ${width} features and ${encoder.features.length} are named`,
  )
  return encoder
}

function checkBlock(block: Block, kinds: ReadonlyMap<string, "number" | "string">, where: string): void {
  switch (block.kind) {
    case "number": {
      checkColumns(block.source, kinds, where)
      const fits = block.scalings.every(({ low, high, deviation }) => low <= high && deviation > 0)
      expect(fits, `${where} has a scaling that cannot be`)
      return
    }
    case "text":
      expect(kinds.get(block.column) === "string", `${where} reads "${block.column}", which is not an input of words`)
      return
    case "category": {
      const { source, oneHot, tables } = block
      checkColumns(source.kind === "numbers" ? source.of : source, kinds, where)
      const states = levelCount(source) + 2
      const levels: readonly unknown[] = source.kind === "nearest" ? [] : source.levels
      expect(new Set(levels).size === levels.length, `${where} has a level twice`)
      expect(new Set(oneHot).size === oneHot.length, `${where} has a state twice`)
      expect(
        oneHot.every((state) => state < states),
        `${where} names a state beyond ${states}`,
      )
      expect(
        tables.every((table) => table.length === states),
        `${where} has a table that is not ${states} long`,
      )
    }
  }
}

function checkColumns(
  source: NumberSource | CategorySource,
  kinds: ReadonlyMap<string, "number" | "string">,
  where: string,
): void {
  const isCategory = source.kind === "words" || source.kind === "nearest" || source.kind === "numbers"
  const columns = isCategory ? columnsOfCategorySource(source) : columnsOfNumberSource(source)
  const wanted = source.kind === "words" || source.kind === "textLength" ? "string" : "number"
  for (const column of columns) {
    expect(kinds.get(column) === wanted, `${where} reads "${column}", which is not an input of ${wanted}s`)
  }
}

function expect(held: boolean, otherwise: string): void {
  if (!held) throw encoderInvalid(otherwise)
}

const name = z.string()
const point = z.strictObject({ latitude: name, longitude: name })
const place = z.strictObject({ latitude: z.number(), longitude: z.number() })

const numberSource: z.ZodType<NumberSource> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("column"), column: name }),
  z.strictObject({ kind: z.literal("datePart"), column: name, part: z.enum(dateParts) }),
  z.strictObject({ kind: z.literal("age"), column: name, origin: z.number() }),
  z.strictObject({ kind: z.literal("elapsed"), from: name, to: name }),
  z.strictObject({ kind: z.literal("ratio"), top: name, bottom: name }),
  z.strictObject({ kind: z.literal("journey"), from: point, to: point, measure: z.enum(journeyMeasures) }),
  z.strictObject({ kind: z.literal("rotated"), point, origin: place, radians: z.number() }),
  z.strictObject({ kind: z.literal("distance"), point, origin: place }),
  z.strictObject({ kind: z.literal("textLength"), column: name, unit: z.enum(["characters", "words"]) }),
])

const categorySource: z.ZodType<CategorySource> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("words"), column: name, levels: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("numbers"), of: numberSource, levels: z.array(z.number()) }),
  z.strictObject({ kind: z.literal("nearest"), point, centres: z.array(place).min(1) }),
])

const scaling = z.strictObject({
  shape: z.enum(["identity", "log"]),
  fill: z.number(),
  low: z.number(),
  high: z.number(),
  mean: z.number(),
  deviation: z.number(),
})

const block: z.ZodType<Block> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("number"),
    source: numberSource,
    offset: z.number(),
    raw: z.boolean(),
    scalings: z.array(scaling),
    flag: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("category"),
    source: categorySource,
    oneHot: z.array(z.int().min(0)),
    tables: z.array(z.array(z.number().nullable())),
  }),
  z.strictObject({ kind: z.literal("text"), column: name, buckets: z.int().min(1).max(4096) }),
])

const encoderShape: z.ZodType<Encoder> = z.strictObject({
  inputs: z.array(
    z.strictObject({
      name,
      kind: z.enum(["number", "string"]),
      typical: z.union([z.number(), z.string(), z.null()]),
    }),
  ),
  features: z.array(
    z.strictObject({
      name,
      from: z.array(name),
      use: z.enum(["tree", "linear", "both"]),
      codes: z.literal(true).optional(),
    }),
  ),
  blocks: z.array(block),
  dropped: z.array(z.strictObject({ column: name, reason: z.string() })),
})
