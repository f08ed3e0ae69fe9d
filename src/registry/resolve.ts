import { existsSync } from "node:fs"
import { resolve as absolute } from "node:path"
import { fileURLToPath } from "node:url"
import {
  aliasMissing,
  filesMissing,
  modelMissing,
  refAmbiguous,
  refNotFound,
  stageEmpty,
  versionMissing,
} from "./errors.ts"
import { modelNames, modelRow, readVersions, versionRow } from "./read-versions.ts"
import type { ResolveOptions } from "./registry.ts"
import type { RegistryContext } from "./tables.ts"
import { type ModelVersion, versionStages } from "./version.ts"

/** What a REF means. */
export interface ResolvedModel {
  /** Absolute. */
  readonly folder: string
  /** The REF in its fullest form: `models:/name/3`, `runs:/ID/model` or the path. */
  readonly ref: string
  /** Absent for a path or a run's model that is not registered. */
  readonly version?: ModelVersion
}

/**
 * The artifact folder a REF means: a path, `latest`, a version number, `@alias` or `name@alias`, `models:/name/3`,
 * `models:/name/latest`, `models:/name/Production`, `models:/name@champion`, `models:/m-ID`, `runs:/ID/model`.
 *
 * @throws registry.ref-not-found, registry.ref-ambiguous, registry.files-missing, track.run-missing
 * @throws registry.model-missing, registry.version-missing, registry.alias-missing, registry.stage-empty
 */
export async function resolveModelRef(
  context: RegistryContext,
  ref: string,
  options: ResolveOptions = {},
): Promise<ResolvedModel> {
  const given = ref.trim()
  if (/^models:/i.test(given)) return ofModelUri(context, given)
  if (/^runs:/i.test(given)) return ofRunUri(context, given)
  if (/^file:/i.test(given)) return ofPath(fileURLToPath(given), given)
  if (given === "latest" || /^\d+$/.test(given)) {
    return ofVersion(context, { name: await defaultModel(context, given, options), selector: given })
  }
  const named = /^([^@/\\]*)@([^@/\\]+)$/.exec(given)
  if (named !== null) {
    const name = named[1] || (await defaultModel(context, given, options))
    return ofVersion(context, { name, selector: `@${named[2]}` })
  }
  return ofPath(absolute(options.from ?? ".", given), given, await modelNames(context.db))
}

async function ofModelUri(context: RegistryContext, ref: string): Promise<ResolvedModel> {
  const rest = decoded(ref.replace(/^models:\/*/i, ""))
  if (/^m-[0-9a-f]{32}$/.test(rest)) return ofLoggedModel(context, rest)
  const parts = /^([^/@]+)(?:\/([^/@]+)|(@[^/@]+))$/.exec(rest)
  if (parts === null) throw refNotFound(ref, "wanted models:/name/version or models:/name@alias")
  return ofVersion(context, { name: parts[1]!, selector: parts[2] ?? parts[3]! })
}

async function ofVersion(
  context: RegistryContext,
  { name, selector }: { readonly name: string; readonly selector: string },
): Promise<ResolvedModel> {
  const version = await findVersion(context, name, selector)
  const ref = `models:/${name}/${version.version}`
  if (version.folder === undefined) {
    // Another tool registered only where the files are; that is a REF itself unless it names a version again.
    if (/^models:\/*[^/@]+[/@]/i.test(version.source)) throw refNotFound(ref, `its source is "${version.source}"`)
    return { ...(await resolveModelRef(context, version.source)), ref, version }
  }
  if (!existsSync(version.folder)) throw filesMissing(name, version.version, version.folder)
  return { folder: version.folder, ref, version }
}

async function findVersion(context: RegistryContext, name: string, selector: string): Promise<ModelVersion> {
  const { db } = context
  await modelRow(db, name)
  if (/^\d+$/.test(selector)) return one(context, name, Number(selector))
  if (selector.startsWith("@")) {
    const aliases = await db.selectFrom("registered_model_aliases").selectAll().where("name", "=", name).execute()
    const alias = selector.slice(1)
    const found = aliases.find((each) => each.alias === alias)
    if (found !== undefined) return one(context, name, found.version)
    throw aliasMissing(
      name,
      alias,
      aliases.map((each) => each.alias),
    )
  }
  const query = db.selectFrom("model_versions").select("version").where("name", "=", name).orderBy("version", "desc")
  if (selector.toLowerCase() === "latest") {
    const latest = await query.executeTakeFirst()
    if (latest === undefined) throw versionMissing(name, "latest", [])
    return one(context, name, latest.version)
  }
  const stage = versionStages.find((each) => each.toLowerCase() === selector.toLowerCase())
  if (stage === undefined)
    throw versionMissing(
      name,
      selector,
      (await query.execute()).map(({ version }) => version),
    )
  const latest = await query.where("stage", "=", stage).executeTakeFirst()
  if (latest === undefined) throw stageEmpty(name, stage)
  return one(context, name, latest.version)
}

async function one(context: RegistryContext, name: string, version: number): Promise<ModelVersion> {
  return (await readVersions(context, [await versionRow(context.db, { name, version })]))[0]!
}

/** A file of the run's artifacts; else what the run logged or registered under that name. */
async function ofRunUri(context: RegistryContext, ref: string): Promise<ResolvedModel> {
  const parts = /^runs:\/*([^/]+)\/(.+)$/i.exec(ref)
  if (parts === null || context.tracker === undefined) throw refNotFound(ref, "wanted runs:/ID/model")
  const [, id = "", path = ""] = parts
  const folder = await context.tracker.runs.artifactPath(id, path)
  const rows = await context.db
    .selectFrom("model_versions")
    .selectAll()
    .where("run_id", "=", id)
    .orderBy("version", "desc")
    .execute()
  const versions = await readVersions(context, rows)
  if (existsSync(folder)) {
    const version = versions.find((each) => each.source === folder || each.source === ref)
    return { folder, ref, ...(version === undefined ? {} : { version }) }
  }
  const { items } = await context.tracker.loggedModels.search({ filter: `source_run_id IN ('${id}')` })
  const logged = items.find((model) => model.name === path && existsSync(model.artifactUri))
  if (logged !== undefined) return { folder: logged.artifactUri, ref }
  const version = versions.find((each) => each.folder !== undefined && existsSync(each.folder))
  if (version?.folder !== undefined) return { folder: version.folder, ref, version }
  throw refNotFound(ref, `run "${id}" has no artifact "${path}" and no registered version`)
}

async function ofLoggedModel(context: RegistryContext, id: string): Promise<ResolvedModel> {
  const ref = `models:/${id}`
  if (context.tracker === undefined) throw refNotFound(ref, "wanted a registered version")
  const { artifactUri } = await context.tracker.loggedModels.get(id)
  if (!existsSync(artifactUri)) throw refNotFound(ref, `its folder "${artifactUri}" is not there`)
  return { folder: artifactUri, ref }
}

function ofPath(folder: string, ref: string, known: readonly string[] = []): ResolvedModel {
  if (existsSync(folder)) return { folder, ref: folder }
  if (known.includes(ref)) {
    throw refNotFound(ref, "a name alone does not say which version", `Use ${ref}@champion or models:/${ref}/latest`)
  }
  throw refNotFound(ref, `there is no folder "${folder}"`)
}

async function defaultModel({ db }: RegistryContext, ref: string, options: ResolveOptions): Promise<string> {
  const names = await modelNames(db)
  if (options.model !== undefined) {
    if (!names.includes(options.model)) throw modelMissing(options.model, names)
    return options.model
  }
  if (names.length === 0) throw refNotFound(ref, "no model is registered yet", "Train and register one: mlwright run")
  if (names.length > 1) throw refAmbiguous(ref, names)
  return names[0]!
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
