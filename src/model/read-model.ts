import { canonicalJson, isPlainObject, KnownError } from "../base/index.ts"
import { parseEncoder, userFeaturesOf } from "../feature/index.ts"
import { inputColumns, readSchema, type Schema, type Task } from "../schema/index.ts"
import { modelCorrupt, modelMissing, modelTooNew } from "./errors.ts"
import type { Estimator } from "./estimator.ts"
import { estimatorFault } from "./estimator-fault.ts"
import { restoreEstimator, type SectionReader } from "./estimator-file.ts"
import type { Model } from "./model.ts"
import { MODEL_FORMAT, type ModelFile, modelFile } from "./model-file.ts"
import { readSection, type SectionType, sectionFault } from "./sections.ts"

/** Where the files of an artifact come from. */
export interface ModelSource {
  /** Named in errors: a folder or an address. */
  readonly folder: string
  /** Bytes of a file; undefined when there is none. */
  read(name: string): Promise<{ readonly bytes: Uint8Array } | { readonly missing: unknown }>
  /** @returns lower-case hex digest */
  sha256(bytes: Uint8Array): string | Promise<string>
}

/**
 * A model from the files of its artifact. Hashes and structure are checked, so that what loads can neither fail nor hang; the user's
 * code runs only if model.json lists it with its hash.
 *
 * @throws model.missing, model.corrupt, model.too-new
 */
export async function readModel(source: ModelSource): Promise<Model> {
  const { folder } = source
  const document = await parseModelFile(source, await readPart(source, "model.json"))
  const [bin, schemaText] = await Promise.all([
    readPart(source, "model.bin"),
    readListed(source, document, "schema.json"),
  ])
  if (schemaText === undefined) throw modelCorrupt(folder, "model.json does not list schema.json")
  const code = await readListed(source, document, "features.mjs")
  const faultOfBin = await sectionFault(document.sections, bin, source)
  if (faultOfBin !== undefined) throw modelCorrupt(folder, faultOfBin)
  return blameFolder(folder, async () => {
    const encoder = parseEncoder(document.encoder)
    const { name, task, target, classes } = document
    if (!fitsTask[task](classes.length))
      throw modelCorrupt(folder, `a ${task} model cannot have ${classes.length} classes`)
    const outputs = task === "multiclass" ? classes.length : 1
    const estimator = readEstimator(folder, document, bin)
    const fault = estimatorFault(estimator, { features: encoder.features.length, outputs })
    if (fault !== undefined) throw modelCorrupt(folder, `its estimator is not sound: ${fault}`)
    const { expression } = target
    const { threshold, errors, nonconformity } = document
    const base: Model = {
      name,
      task,
      schema: parseSchemaPart(folder, schemaText),
      target: expression === null ? { name: target.name } : { name: target.name, expression },
      classes,
      encoder,
      estimator,
      ...(threshold === undefined ? {} : { threshold }),
      ...(errors === undefined ? {} : { errors }),
      ...(nonconformity === undefined ? {} : { nonconformity }),
    }
    const model = code === undefined ? base : { ...base, userFeatures: await userFeaturesOf(code) }
    const lost = unknownInput(model)
    if (lost !== undefined)
      throw modelCorrupt(folder, `its encoder reads "${lost}", which is not a column of its schema`)
    return model
  })
}

async function parseModelFile(source: ModelSource, bytes: Uint8Array): Promise<ModelFile> {
  const { folder } = source
  const value = parseJson(folder, { name: "model.json", text: textOf(bytes) })
  if (!isPlainObject(value)) throw modelCorrupt(folder, "model.json must hold an object")
  const format = value["format"]
  if (typeof format === "number" && format > MODEL_FORMAT) {
    throw modelTooNew(folder, { format, known: MODEL_FORMAT })
  }
  const { sha256, ...rest } = value
  if (isDeep(value, DEEPEST)) throw modelCorrupt(folder, "model.json is nested too deeply")
  if ((await source.sha256(new TextEncoder().encode(canonicalJson(rest)))) !== sha256) {
    throw modelCorrupt(folder, "model.json was changed: its SHA-256 is not the one it states")
  }
  const parsed = modelFile.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw modelCorrupt(folder, `model.json, ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`)
}

function readEstimator(folder: string, document: ModelFile, bin: Uint8Array): Estimator {
  const sections = new Map(document.sections.map((section) => [section.name, section]))
  const of = (type: SectionType, name: string) => {
    const section = sections.get(name)
    return section?.type === type ? readSection(section, bin) : undefined
  }
  const read: SectionReader = {
    int32: (name) => of("int32", name) as Int32Array | undefined,
    float64: (name) => of("float64", name) as Float64Array | undefined,
    float32: (name) => of("float32", name) as Float32Array | undefined,
    uint8: (name) => of("uint8", name) as Uint8Array | undefined,
    uint16: (name) => of("uint16", name) as Uint16Array | undefined,
  }
  const estimator = restoreEstimator(document.estimator, read)
  if (estimator === undefined)
    throw modelCorrupt(
      folder,
      "model.json names a section that model.bin does not have, or that does not fit the others",
    )
  return estimator
}

function parseSchemaPart(folder: string, text: string): Schema {
  return readSchema(parseJson(folder, { name: "schema.json", text }), `${folder}/schema.json`)
}

/** An input of the encoder that neither the schema nor the user's features give. */
function unknownInput({ schema, encoder, userFeatures }: Model): string | undefined {
  const given = new Set([...inputColumns(schema).map(({ name }) => name), ...(userFeatures?.columns ?? [])])
  return encoder.inputs.find(({ name }) => !given.has(name))?.name
}

/** Text of a file that model.json lists; undefined when it lists none of that name. */
async function readListed(source: ModelSource, document: ModelFile, name: string): Promise<string | undefined> {
  const wanted = document.files[name]
  if (wanted === undefined) return undefined
  const bytes = await readPart(source, name)
  if ((await source.sha256(bytes)) === wanted) return textOf(bytes)
  throw modelCorrupt(source.folder, `${name} was changed: its SHA-256 is not the one in model.json`)
}

async function readPart(source: ModelSource, name: string): Promise<Uint8Array> {
  const found = await source.read(name)
  if ("bytes" in found) return found.bytes
  const { folder } = source
  throw name === "model.json"
    ? modelMissing(folder, found.missing)
    : modelCorrupt(folder, `${name} is missing`, found.missing)
}

function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes)
}

function parseJson(folder: string, { name, text }: { readonly name: string; readonly text: string }): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw modelCorrupt(folder, `${name} is not whole JSON`, error)
  }
}

/** A part that another room refuses is a fault of this folder. */
async function blameFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError && !error.code.startsWith("model."))
      throw modelCorrupt(folder, error.message, error)
    throw error
  }
}

/** Recursion over a hostile file must not run out of stack. */
function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeep(part, levels - 1))
}

const fitsTask = {
  regression: (classes) => classes === 0,
  binary: (classes) => classes === 2,
  multiclass: (classes) => classes > 1,
} as const satisfies Record<Task, (classes: number) => boolean>

const DEEPEST = 40
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })
