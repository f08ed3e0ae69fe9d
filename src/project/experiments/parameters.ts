import { existsSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { nearest, readText } from "../../base/index.ts"
import { hasKey, type ParameterChange, parameterUnknown, withParameters } from "../../experiment/index.ts"
import { projectPaths } from "../../stages/index.ts"
import { parseYaml } from "../../version/index.ts"
import { parseConfig } from "../parse.ts"
import { listSettings } from "../settings.ts"

/** Where parameters are changed. */
export interface ParameterPlace {
  /** Absolute folder of the project or repository. */
  readonly root: string
  /** Absolute folder the call is made in; what it does not have is looked for in the root. */
  readonly folder: string
}

/**
 * The texts of the parameter files with some parameters changed. A key without a file is looked for in `params.yaml`, then among
 * the settings of a project.
 *
 * @returns by absolute path; files that stay as they are are left out
 * @throws experiment.parameter-unknown, experiment.parameter-there, experiment.params-file-unsupported, project.setting-invalid
 */
export async function changedParameters(
  place: ParameterPlace,
  changes: readonly ParameterChange[],
): Promise<ReadonlyMap<string, string>> {
  const { root } = place
  const texts = new Map<string, string>()
  const byFile = new Map<string, ParameterChange[]>()
  for (const change of changes) {
    const { file, ...rest } = await placed(place, change)
    byFile.set(file, [...(byFile.get(file) ?? []), { ...rest, file }])
  }
  for (const [file, own] of byFile) {
    const path = resolve(root, file)
    const before = existsSync(path) ? await readText(path) : ""
    const after = await withParameters(before, file, own)
    if (file === projectPaths.settings) parseConfig(after, file, { flags: [], environment: {} })
    if (after !== before) texts.set(path, after)
  }
  return texts
}

async function placed(
  { root, folder }: ParameterPlace,
  change: ParameterChange,
): Promise<ParameterChange & { readonly file: string }> {
  const { file, key, kind } = change
  const near = join(folder, file ?? defaultFile)
  const isNear = file === undefined ? await isIn(near, key) : existsSync(near)
  if (resolve(folder) !== resolve(root) && isNear) return { ...change, file: relative(root, near) }
  const isProject = existsSync(join(root, projectPaths.settings))
  if (file !== undefined) return settled({ ...change, file })
  if (await isIn(join(root, defaultFile), key)) return { ...change, file: defaultFile }
  if (!isProject || (kind !== "set" && !isSetting(key))) return { ...change, file: defaultFile }
  if (isSetting(key)) return settled({ ...change, file: projectPaths.settings })
  const keys = listSettings().map((setting) => setting.key)
  throw parameterUnknown(key, projectPaths.settings, nearest(key, keys))
}

/** A setting that is not written down has its default, so that there is a value to be changed. */
function settled(change: ParameterChange & { readonly file: string }): ParameterChange & { readonly file: string } {
  const isDefault = change.file === projectPaths.settings && change.kind === "set" && isSetting(change.key)
  return isDefault ? { ...change, kind: "put" } : change
}

function isSetting(key: string): boolean {
  return listSettings().some((setting) => setting.key === key)
}

async function isIn(path: string, key: string): Promise<boolean> {
  if (!existsSync(path)) return false
  const parsed = parseYaml(await readText(path))
  return "value" in parsed && hasKey(parsed.value, key)
}

const defaultFile = "params.yaml"
