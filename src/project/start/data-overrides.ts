import { type DataSettings, dataSettings, type TableOptions } from "../../table/index.ts"
import { parseOverride } from "../parse.ts"
import { placesOf } from "../places.ts"

/**
 * How files are read where there is no project yet: what `--set data.key=value` says, and the defaults.
 *
 * @param overrides each `section.key=value`
 */
export function dataSettingsOf(overrides: readonly string[]): DataSettings {
  const data = overrides.map(parseOverride).filter(({ key }) => key.startsWith("data."))
  return dataSettings.parse(Object.fromEntries(data.map(({ key, value }) => [key.slice("data.".length), value])))
}

/** The same, with the folder that relative paths start from. */
export function readingOf(overrides: readonly string[], folder: string): TableOptions {
  return { settings: dataSettingsOf(overrides), ...placesOf(folder) }
}
