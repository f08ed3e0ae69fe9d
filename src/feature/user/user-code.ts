import { isPlainObject, readText } from "../../base/index.ts"
import { userCodeImports, userCodeInvalid } from "../errors.ts"
import { findImport } from "./find-import.ts"
import type { ColumnFeature, RowFeature, UserFeatures } from "./user-features.ts"

/**
 * The user's `features.ts` as self-contained JavaScript: types taken out, nothing else changed.
 *
 * @throws feature.user-code-invalid, feature.user-code-imports, base.file-missing
 */
export async function compileUserFeatures(
  sourcePath: string,
): Promise<{ readonly code: string; readonly userFeatures: UserFeatures }> {
  const code = await stripTypes(await readText(sourcePath), sourcePath)
  return { code, userFeatures: await userFeaturesOf(code, sourcePath) }
}

/**
 * Functions of code that is already in memory, so that what was hashed is what runs, and a newer file of the same name is not mixed up
 * with an older one.
 *
 * @param path named in errors
 * @throws feature.user-code-invalid, feature.user-code-imports
 */
export async function userFeaturesOf(code: string, path = "features.mjs"): Promise<UserFeatures> {
  const line = findImport(code)
  if (line !== undefined) throw userCodeImports(path, line)
  const url = `data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`
  const module = await importModule(url, path)
  const rowFeatures = functionsOf<RowFeature>(module, "rowFeatures", path)
  const columnFeatures = functionsOf<ColumnFeature>(module, "columnFeatures", path)
  const columns = [...Object.keys(rowFeatures), ...Object.keys(columnFeatures)]
  const twice = columns.find((name, place) => columns.indexOf(name) !== place)
  if (twice !== undefined) throw userCodeInvalid(path, `"${twice}" is in both rowFeatures and columnFeatures`)
  if (module["rowFeatures"] === undefined && module["columnFeatures"] === undefined) {
    throw userCodeInvalid(path, "it must export rowFeatures or columnFeatures and exports neither")
  }
  return { code, columns, rowFeatures, columnFeatures, kinds: {} }
}

/** By amaro, which Node itself strips types with; Node's own function is still experimental and says so on every call. */
async function stripTypes(source: string, path: string): Promise<string> {
  const { transformSync } = await import("amaro")
  try {
    return transformSync(source, { mode: "strip-only" }).code
  } catch (cause) {
    throw userCodeInvalid(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

async function importModule(url: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>
  } catch (cause) {
    throw userCodeInvalid(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function functionsOf<F>(module: Record<string, unknown>, name: string, path: string): Readonly<Record<string, F>> {
  const value = module[name] ?? {}
  if (!isPlainObject(value)) throw userCodeInvalid(path, `${name} must be an object of functions`)
  const wrong = Object.keys(value).find((key) => typeof value[key] !== "function")
  if (wrong !== undefined) throw userCodeInvalid(path, `${name}.${wrong} must be a function`)
  return value as Record<string, F>
}
