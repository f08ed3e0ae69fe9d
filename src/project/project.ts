import { existsSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { readText } from "../base/index.ts"
import { parseSchema, type Schema } from "../schema/index.ts"
import { projectPaths } from "../stages/index.ts"
import type { TargetSpec } from "../table/index.ts"
import type { Config } from "./config.ts"
import { type Environment, readEnvironment } from "./environment.ts"
import { folderMissing, projectMissing } from "./errors.ts"
import { parseConfig, type SettingSource } from "./parse.ts"

/** An opened project: where it lies and its resolved settings. */
export interface Project {
  /** Absolute folder of mlwright.yaml. */
  readonly root: string
  /** `registry.model`, or the name of the folder: what the registered model is called. */
  readonly name: string
  readonly config: Config
  /** By dotted key. */
  readonly sources: ReadonlyMap<string, SettingSource>
  /** The settings file's plain data with this call's overrides: what stages are keyed by. */
  readonly raw: Readonly<Record<string, unknown>>
  readonly environment: Environment
}

/**
 * Find the project at or above `folder` and read its settings.
 *
 * @param flags each `section.key=value` given for this call
 * @throws project.missing and the errors of `parseConfig`
 */
export async function openProject(folder: string, flags: readonly string[] = []): Promise<Project> {
  const root = findProject(folder)
  const path = join(root, projectPaths.settings)
  const environment = readEnvironment(root)
  const parsed = parseConfig(await readText(path), projectPaths.settings, {
    flags,
    environment: settingsOf(environment),
  })
  return { root, name: parsed.config.registry.model || basename(root), ...parsed, environment }
}

/** @throws project.folder-missing, project.missing */
export function findProject(folder: string): string {
  if (!existsSync(folder)) throw folderMissing(resolve(folder))
  let current = resolve(folder)
  while (!existsSync(join(current, projectPaths.settings))) {
    const parent = dirname(current)
    if (parent === current) throw projectMissing(resolve(folder))
    current = parent
  }
  return current
}

/** @throws the errors of `parseSchema` */
export async function readProjectSchema(project: Project): Promise<Schema> {
  return parseSchema(await readText(join(project.root, projectPaths.schema)), projectPaths.schema)
}

const settingsOf = ({ logDatabaseUrl }: Environment): Readonly<Record<string, unknown>> =>
  logDatabaseUrl === undefined ? {} : { "log.databaseUrl": logDatabaseUrl }

/** What is predicted, as the table room takes it. */
export function targetSpec({ config }: Project): TargetSpec {
  const { name, expression } = config.target
  return { name, ...(expression === undefined ? {} : { expression }) }
}
