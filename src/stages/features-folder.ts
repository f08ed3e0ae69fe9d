import { existsSync } from "node:fs"
import { type FileHandle, mkdir, open, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { readText, withFileErrors, writeFolderAtomic } from "../base/index.ts"
import { type Encoder, type Matrix, parseEncoder } from "../feature/index.ts"
import { loadModel, saveModel } from "../model/index.ts"
import { readSketch, type Sketch } from "../schema/index.ts"
import { outputMissing } from "./errors.ts"
import { projectPaths } from "./paths.ts"
import type { Split } from "./split.ts"
import type { PreparedStart } from "./warm-start.ts"

/** What the features stage leaves for training and evaluation: `data/features/`. */
export interface PreparedData {
  readonly encoder: Encoder
  /** Training rows only. */
  readonly matrix: Matrix
  /** Of the training rows. */
  readonly target: Float64Array
  readonly classes: readonly string[]
  /** Row numbers in `data/table.parquet`. */
  readonly split: Split
  /** Rows with a target that the rows of the split are a sample of; absent when they are all. */
  readonly sampledFrom?: number
  /** Of the training rows, by `split.group`. */
  readonly groups?: Int32Array
  /** Of the training rows; how much each counts, present when a column has the role weight. */
  readonly weights?: Float64Array
  /** Of the training rows, milliseconds; present when the split is by time. */
  readonly time?: Float64Array
  readonly reference: Sketch
  /** Compiled `src/features.ts`; absent when it adds nothing. */
  readonly userCode?: string
  /** `train.warmStart` as the features were made for it; absent for never. */
  readonly warmStart?: string
  /** The model whose features these are; absent where they were learnt from the rows. */
  readonly start?: PreparedStart
}

/**
 * Written whole or not at all; the same data gives the same bytes.
 *
 * @param whole the same of all rows, which is made when the first lies on disk
 */
export async function writePreparedData(
  root: string,
  data: PreparedData,
  whole?: () => Promise<PreparedData>,
): Promise<void> {
  await writeFolderAtomic(join(root, projectPaths.features), async (folder) => {
    await writeInto(folder, data)
    if (whole === undefined) return
    await mkdir(join(folder, allRows))
    await writeInto(join(folder, allRows), await whole())
  })
}

async function writeInto(folder: string, data: PreparedData): Promise<void> {
  const arrays: Record<string, Array> = {
    target: data.target,
    trainRows: data.split.train,
    testRows: data.split.test,
    ...(data.groups === undefined ? {} : { groups: data.groups }),
    ...(data.time === undefined ? {} : { time: data.time }),
    ...(data.weights === undefined ? {} : { weights: data.weights }),
  }
  for (const [index, column] of data.matrix.columns.entries()) arrays[`feature${index}`] = column
  const facts: Facts = {
    classes: data.classes,
    method: data.split.method,
    rows: data.matrix.rows,
    ...(data.warmStart === undefined ? {} : { warmStart: data.warmStart }),
    ...(data.sampledFrom === undefined ? {} : { sampledFrom: data.sampledFrom }),
    arrays: Object.entries(arrays).map(([name, array]) => ({ name, kind: kindOf(array), length: array.length })),
  }
  await writeFile(join(folder, "features.json"), `${JSON.stringify(facts, null, 1)}\n`)
  await writeFile(join(folder, "encoder.json"), `${JSON.stringify(data.encoder, null, 1)}\n`)
  await writeFile(join(folder, "reference.json"), `${JSON.stringify(data.reference)}\n`)
  if (data.userCode !== undefined) await writeFile(join(folder, "features.mjs"), data.userCode)
  if (data.start !== undefined) await writeStart(join(folder, startFolder), data.start)
  await writeFile(join(folder, "arrays.bin"), Object.values(arrays).map(bytesOf))
}

async function writeStart(folder: string, { model, ...facts }: PreparedStart): Promise<void> {
  await saveModel(folder, model, { [startFile]: `${JSON.stringify(facts, null, 1)}\n` })
}

async function readStart(folder: string): Promise<PreparedStart | undefined> {
  if (!existsSync(folder)) return undefined
  const facts = JSON.parse(await readText(join(folder, startFile))) as Omit<PreparedStart, "model">
  return { ...facts, model: await loadModel(folder) }
}

/** @throws stages.output-missing */
export function readPreparedData(root: string): Promise<PreparedData> {
  return readFrom(join(root, projectPaths.features))
}

/**
 * The same of all rows, for the model that ships; undefined where that is the one that was judged.
 *
 * @throws stages.output-missing
 */
export async function readWholeData(root: string): Promise<PreparedData | undefined> {
  const folder = join(root, projectPaths.features, allRows)
  return existsSync(folder) ? readFrom(folder) : undefined
}

async function readFrom(folder: string): Promise<PreparedData> {
  try {
    const facts = JSON.parse(await readText(join(folder, "features.json"))) as Facts
    const encoder = parseEncoder(JSON.parse(await readText(join(folder, "encoder.json"))))
    const reference = readSketch(JSON.parse(await readText(join(folder, "reference.json"))), "reference.json")
    const arrays = await readArrays(facts, join(folder, "arrays.bin"))
    const userCode = await readFile(join(folder, "features.mjs"), "utf8").catch(() => undefined)
    const start = await readStart(join(folder, startFolder))
    const columns = encoder.features.map((_, index) => arrays.get(`feature${index}`) as Float32Array)
    const groups = arrays.get("groups") as Int32Array | undefined
    const time = arrays.get("time") as Float64Array | undefined
    const weights = arrays.get("weights") as Float64Array | undefined
    return {
      encoder,
      reference,
      matrix: { rows: facts.rows, features: encoder.features, columns },
      target: arrays.get("target") as Float64Array,
      classes: facts.classes,
      ...(facts.sampledFrom === undefined ? {} : { sampledFrom: facts.sampledFrom }),
      split: {
        method: facts.method,
        train: arrays.get("trainRows") as Int32Array,
        test: arrays.get("testRows") as Int32Array,
      },
      ...(groups === undefined ? {} : { groups }),
      ...(time === undefined ? {} : { time }),
      ...(weights === undefined ? {} : { weights }),
      ...(userCode === undefined ? {} : { userCode }),
      ...(facts.warmStart === undefined ? {} : { warmStart: facts.warmStart }),
      ...(start === undefined ? {} : { start }),
    }
  } catch (error) {
    throw outputMissing(projectPaths.features, "features", error)
  }
}

/** Array by array, so that no file is too large and nothing lies in memory twice. */
async function readArrays(facts: Facts, path: string): Promise<ReadonlyMap<string, Array>> {
  const file = await withFileErrors("read", path, () => open(path))
  try {
    const found = new Map<string, Array>()
    for (const { name, kind, length } of facts.arrays) {
      const array = new makers[kind](length)
      if ((await fill(file, bytesOf(array))) < array.byteLength) throw new RangeError(`arrays.bin ends before ${name}`)
      found.set(name, array)
    }
    if ((await fill(file, new Uint8Array(1))) > 0) throw new RangeError("arrays.bin is longer than features.json says")
    return found
  } finally {
    await file.close()
  }
}

/** @returns bytes read, fewer than asked for at the end of the file */
async function fill(file: FileHandle, bytes: Uint8Array): Promise<number> {
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, Math.min(mostAtOnce, bytes.length - filled))
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

const bytesOf = (array: Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function kindOf(array: Array): keyof typeof makers {
  if (array instanceof Float32Array) return "float32"
  return array instanceof Float64Array ? "float64" : "int32"
}

const makers = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const

type Array = Float32Array | Float64Array | Int32Array

interface Facts {
  readonly classes: readonly string[]
  readonly method: Split["method"]
  readonly rows: number
  readonly warmStart?: string
  readonly sampledFrom?: number
  readonly arrays: readonly { readonly name: string; readonly kind: keyof typeof makers; readonly length: number }[]
}

/** Folder and file inside of the model whose features these are. */
const startFolder = "start"
const startFile = "start.json"
/** Folder inside `data/features/`. */
const allRows = "all"
/** A read of more than two gigabytes is refused. */
const mostAtOnce = 1 << 30
