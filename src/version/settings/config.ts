import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { knownFileError } from "../../base/index.ts"
import { parseDvcConfig } from "./config-lines.ts"

/** Where DVC's settings lie, the weakest first. */
export const configLevels = ["system", "global", "repo", "local"] as const
export type ConfigLevel = (typeof configLevels)[number]

/** Folders of the two levels that belong to the computer and the person. */
export interface ConfigPlaces {
  readonly system: string
  readonly global: string
}

const defaultConfigPlaces: ConfigPlaces = {
  system: "/etc/xdg/dvc",
  global: join(homedir(), ".config", "dvc"),
}

/** One value, and the file it stands in: relative paths count from there. */
export interface DvcSetting {
  readonly value: string
  readonly level: ConfigLevel
  readonly file: string
}

/** By section (`core`, `remote "name"`) and key. */
export type DvcConfig = ReadonlyMap<string, ReadonlyMap<string, DvcSetting>>

export function configFileOf(root: string, level: ConfigLevel, places: ConfigPlaces = defaultConfigPlaces): string {
  if (level === "system" || level === "global") return join(places[level], "config")
  return join(root, ".dvc", level === "local" ? "config.local" : "config")
}

/**
 * The settings of a DVC repository, the four levels laid over each other key by key.
 *
 * @throws version.config-invalid, base.file-unreadable
 */
export async function readDvcConfig(root: string, places?: ConfigPlaces): Promise<DvcConfig> {
  const merged = new Map<string, Map<string, DvcSetting>>()
  for (const level of configLevels) {
    const file = configFileOf(root, level, places)
    for (const [section, values] of parseDvcConfig(await textOrEmpty(file), file)) {
      const known = merged.get(section) ?? new Map<string, DvcSetting>()
      for (const [key, value] of values) known.set(key, { value, level, file })
      merged.set(section, known)
    }
  }
  return merged
}

/** A path of the settings: a relative one counts from the folder of its file. */
export function settingPath({ value, file }: DvcSetting): string {
  return resolve(dirname(file), value.replace(/^~(?=\/|$)/, homedir()))
}

async function textOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    // A home that belongs to someone else, as under sudo, has no settings of ours.
    if ((error as NodeJS.ErrnoException).code === "EACCES" && !existsSync(file)) return ""
    throw knownFileError(error, "read", file)
  }
}
