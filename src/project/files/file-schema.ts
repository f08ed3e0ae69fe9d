import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type Clock, KnownError, type Progress, readText, writeFileAtomic } from "../../base/index.ts"
import {
  type Check,
  diffFacts,
  diffSchemas,
  inferSchema,
  parseSchema,
  type Schema,
  type SchemaChange,
  schemaToYaml,
  updateSchemaYaml,
  validateSettings,
  validityOf,
} from "../../schema/index.ts"
import { checkStored } from "../../stages/index.ts"
import { type Profile, profileFiles, resolveReference, type TableOptions } from "../../table/index.ts"
import { placesOf } from "../places.ts"
import { openProject, type Project, readProjectSchema } from "../project.ts"
import { readingOf } from "../start/data-overrides.ts"
import { withStored } from "./hold-stored.ts"

export interface SchemaRequest {
  /** Folder that relative paths are taken from. */
  readonly folder: string
  readonly overrides: readonly string[]
}

export interface InferredFile {
  readonly rows: number
  readonly columns: Schema["columns"]
  /** As schema.yaml writes it. */
  readonly text: string
  readonly notes: readonly string[]
  /** Absolute path of what was written; null when nothing was. */
  readonly written: string | null
}

/**
 * The schema of a table as `init` would write it. Written over a schema.yaml, what a person wrote there stays.
 *
 * @throws table.*, schema.*
 */
export async function inferFileSchema(
  request: SchemaRequest & {
    readonly files: readonly string[]
    readonly target: string | undefined
    readonly out: string | undefined
  },
  { progress }: { readonly progress: Progress },
): Promise<InferredFile> {
  const { folder, files, target, out } = request
  const project = await projectIfAny(request)
  const profile = await lookAt(files, { request, project, progress })
  const schema = inferSchema(profile.columns, target === undefined ? {} : { target })
  const path = out === undefined ? undefined : resolve(folder, out)
  const text =
    path !== undefined && existsSync(path) ? updateSchemaYaml(await readText(path), schema, path) : schemaToYaml(schema)
  if (path !== undefined) await writeFileAtomic(path, text)
  return {
    rows: profile.rows,
    columns: schema.columns,
    text,
    notes: profile.advice.map(({ text: note }) => note),
    written: path ?? null,
  }
}

export interface CheckedFile {
  readonly ok: boolean
  readonly rows: number
  /** The failing ones first. */
  readonly checks: readonly Check[]
  /** What a person should know of how the file was read. */
  readonly notes: readonly string[]
}

/**
 * The rules of a schema on a file. What cannot be read as its column says is a check that fails.
 *
 * @param request.schema path of a schema file; the project's schema.yaml when absent
 * @throws project.missing without a project and without a schema file; table.*, schema.*
 */
export async function checkFileSchema(
  request: SchemaRequest & { readonly file: string; readonly schema: string | undefined },
  { progress, clock }: { readonly progress: Progress; readonly clock: Clock },
): Promise<CheckedFile> {
  const { folder, file } = request
  const project = await projectIfAny(request)
  const schema = await schemaAt(request.schema, request, project)
  const settings = project?.config.validate ?? validateSettings.parse({})
  progress({ text: `reading ${file}` })
  try {
    const { settings: data, ...places } = readingIn(request, project)
    const place = { ...places, settings: { data, validate: settings }, effects: { progress, clock } }
    const held = { files: [resolveReference(folder, file)], schema }
    return await withStored(held, place, async (table, { extra, leftOut, notes }) => {
      progress({ text: "checking" })
      const { rows, found } = await checkStored(place, table, { extra, unread: leftOut, needTarget: false })
      return { rows, ...validityOf(found, { settings }), notes }
    })
  } catch (error) {
    if (!(error instanceof KnownError) || !unreadable.has(error.code)) throw error
    const check: Check = { column: null, check: "type", ok: false, severity: "error", detail: error.message }
    return { ok: false, rows: 0, checks: [check], notes: [] }
  }
}

/**
 * What is different between two schemas, or between a schema and a table.
 *
 * @param request.before path of a schema file or table; the project's schema.yaml when only `after` is given
 * @throws project.missing, table.*, schema.*
 */
export async function diffFileSchemas(
  request: SchemaRequest & { readonly before: string | undefined; readonly after: string },
  { progress }: { readonly progress: Progress },
): Promise<readonly SchemaChange[]> {
  const { before, after } = request
  const project = await projectIfAny(request)
  const infer = async (file: string): Promise<{ readonly schema: Schema; readonly profile: Profile }> => {
    const profile = await lookAt([file], { request, project, progress })
    return { profile, schema: inferSchema(profile.columns) }
  }
  const old =
    before === undefined || isSchemaFile(before)
      ? await schemaAt(before, request, project)
      : (await infer(before)).schema
  if (isSchemaFile(after)) return diffSchemas(old, await schemaAt(after, request, project))
  const { schema, profile } = await infer(after)
  return diffFacts(old, schema, profile.columns)
}

interface Look {
  readonly request: SchemaRequest
  readonly project: Project | undefined
  readonly progress: Progress
}

function lookAt(files: readonly string[], { request, project, progress }: Look): Promise<Profile> {
  const references = files.map((file) => resolveReference(request.folder, file))
  return profileFiles(references, readingIn(request, project), progress)
}

/** A table of the project is read as its settings say, also a new one. */
function readingIn({ overrides, folder }: SchemaRequest, project: Project | undefined): TableOptions {
  return project === undefined
    ? readingOf(overrides, folder)
    : { settings: project.config.data, ...placesOf(project.root) }
}

async function schemaAt(
  path: string | undefined,
  { folder, overrides }: SchemaRequest,
  project: Project | undefined,
): Promise<Schema> {
  if (path === undefined) return readProjectSchema(project ?? (await openProject(folder, overrides)))
  return parseSchema(await readText(resolve(folder, path)), path)
}

async function projectIfAny({ folder, overrides }: SchemaRequest): Promise<Project | undefined> {
  try {
    return await openProject(folder, overrides)
  } catch (error) {
    if (error instanceof KnownError && error.code === "project.missing") return undefined
    throw error
  }
}

const isSchemaFile = (path: string): boolean => /\.ya?ml$/i.test(path)

const unreadable: ReadonlySet<string> = new Set(["table.value-unreadable", "table.rows-ragged"])
