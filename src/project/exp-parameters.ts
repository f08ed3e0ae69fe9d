import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { nearest, readText } from "../base/index.ts"
import { hasKey, type ParameterChange, parameterUnknown, withParameters } from "../experiment/index.ts"
import { projectPaths } from "../stages/index.ts"
import { parseYaml } from "../version/index.ts"
import { parseConfig } from "./parse.ts"
import { listSettings } from "./settings.ts"

/**
 * The texts of the parameter files with some parameters changed. A key without a file is looked for in `params.yaml`, then among
 * the settings of a project.
 *
 * @param root folder of the project or repository
 * @returns by absolute path; files that stay as they are are left out
 * @throws experiment.parameter-unknown, experiment.parameter-there, experiment.params-file-unsupported, project.setting-invalid
 */
export async function changedParameters(
  root: string,
  changes: readonly ParameterChange[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  const byFile = new Map<string, ParameterChange[]>()
  for (const change of changes) {
    const { file, ...rest } = await placed(root, change)
    byFile.set(file, [...(byFile.get(file) ?? []), { ...rest, file }])
  }
  for (const [file, own] of byFile) {
    const path = resolve(root, file)
    const before = existsSync(path) ? await readText(path) : ""
    const after = withParameters(before, file, own)
    if (file === projectPaths.settings) parseConfig(after, file, { flags: [], environment: {} })
    if (after !== before) texts.set(path, after)
  }
  return texts
}

async function placed(root: string, change: ParameterChange): Promise<ParameterChange & { readonly file: string }> {
  const { file, key, kind } = change
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
