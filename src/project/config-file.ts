import { join } from "node:path"
import { type Document, isMap, parseDocument } from "yaml"
import { KnownError, readText, writeFileAtomic } from "../base/index.ts"
import { projectPaths } from "../stages/index.ts"
import { knownSetting, parseConfig, typedValue, valueAt } from "./parse.ts"
import { findProject, openProject, type Project } from "./project.ts"
import { listSections, listSettings, type Setting } from "./settings.ts"

/** A setting with its value now and where that value comes from. */
export interface ExplainedSetting extends Setting {
  readonly value: unknown
  readonly source: string
}

/** @throws project.setting-unknown */
export function explainSettings(project: Project, key?: string): readonly ExplainedSetting[] {
  const wanted = key === undefined ? listSettings() : matching(key)
  return wanted.map((setting) => ({
    ...setting,
    value: valueAt(project.config, setting.key),
    source: project.sources.get(setting.key) ?? "default",
  }))
}

/**
 * The same for a person who asks what a setting means: also without a project, and when its file does not hold, because
 * then the question is asked most.
 *
 * @throws project.setting-unknown
 */
export async function explainAnywhere(
  folder: string,
  flags: readonly string[],
  key?: string,
): Promise<readonly ExplainedSetting[]> {
  try {
    return explainSettings(await openProject(folder, flags), key)
  } catch (error) {
    const source = error instanceof KnownError ? sourceWithout[error.code] : undefined
    if (source === undefined) throw error
    const wanted = key === undefined ? listSettings() : matching(key)
    return wanted.map((setting) => ({ ...setting, value: setting.default, source }))
  }
}

/**
 * Write one setting into `mlwright.yaml`; comments, order and the rest of the file stay as they are.
 *
 * @throws project.setting-unknown, project.setting-invalid
 */
export async function setSetting(
  folder: string,
  key: string,
  text: string,
): Promise<{ readonly key: string; readonly value: unknown }> {
  const setting = knownSetting(key, projectPaths.settings)
  const path = join(findProject(folder), projectPaths.settings)
  const before = await readText(path)
  const document = parseDocument(before)
  const value = typedValue(setting, text)
  putIn(document, key.split("."), value)
  const changed = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    indentSeq: !listBelowItsKey.test(before),
  })
  parseConfig(changed, projectPaths.settings, { flags: [], environment: {} })
  await writeFileAtomic(path, changed)
  return { key, value }
}

/** A whole section may be named too. */
function matching(key: string): readonly Setting[] {
  const section = listSettings().filter((setting) => setting.key.startsWith(`${key}.`))
  return section.length > 0 ? section : [knownSetting(key, "mlwright config", listSections())]
}

function putIn(document: Document, path: readonly string[], value: unknown): void {
  for (let depth = 1; depth < path.length; depth++) {
    const parent = path.slice(0, depth)
    if (!isMap(document.getIn(parent))) document.setIn(parent, document.createNode({}))
  }
  const node = document.createNode(value)
  const old = document.getIn(path, true)
  if (typeof old === "object" && old !== null && "comment" in old)
    node.comment = (old as { comment?: string | null }).comment ?? null
  document.setIn(path, node)
}

/** Where the value comes from when there are no settings to be read, by the code of the reason. */
const sourceWithout: Readonly<Record<string, string>> = {
  "project.missing": "default",
  "project.setting-invalid": `default, for ${projectPaths.settings} does not hold`,
  "project.setting-unknown": `default, for ${projectPaths.settings} does not hold`,
}

/** A list whose entries begin below the first letter of its key; what is not changed keeps its form. */
const listBelowItsKey = /^( *)[^\s#-][^\n]*:[^\S\n]*\n\1- /m
