import { nearest } from "../../base/index.ts"
import { configKeyUnknown, configKeyUnset } from "../errors.ts"
import type { DvcConfig, DvcSetting } from "./config.ts"
import { checkValue, linkTypes, type SettingKind } from "./setting-values.ts"

/** One key of DVC's settings, by its section as the files name it. */
export interface SettingKey {
  /** `core`, or `remote "name"`. */
  readonly section: string
  readonly key: string
}

/**
 * A key as a person writes it: `core.remote`, or `remote.NAME.url`.
 *
 * @throws version.config-key-unknown
 */
export function settingKey(name: string): SettingKey {
  const [first = "", ...rest] = name.toLowerCase().split(".")
  const isNamed = namedSections.has(first) && rest.length > 1
  const key = rest.at(-1) ?? ""
  const section = isNamed ? `${first} "${rest.slice(0, -1).join(".")}"` : first
  const known = keys[first]
  if (
    key === "" ||
    (!isNamed && rest.length !== 1) ||
    known === undefined ||
    (known.length > 0 && !known.includes(key))
  )
    throw configKeyUnknown(name, nearest(name.toLowerCase(), allNames))
  return { section, key }
}

/** @throws version.config-value-wrong when the key takes another kind of value */
export function checkSettingValue({ section, key }: SettingKey, value: string): void {
  const name = `${section}.${key}`
  checkValue(name, kinds[name] ?? (booleans.has(name) ? "switch" : "text"), value)
}

/** @throws version.config-key-unset */
export function settingOf(config: DvcConfig, { section, key }: SettingKey): DvcSetting {
  const found = config.get(section)?.get(key)
  if (found === undefined) throw configKeyUnset(`${section}.${key}`)
  return found
}

/** Every setting under the name a person gives it, in the order of the files. */
export function listDvcSettings(config: DvcConfig): readonly (DvcSetting & { readonly name: string })[] {
  return [...config].flatMap(([section, values]) => {
    const place = section.replace(/^(\w+) "(.*)"$/, "$1.$2")
    return [...values].map(([key, setting]) => ({ name: `${place}.${key}`, ...setting }))
  })
}

/** Sections with keys of any name have none here. */
const keys: Readonly<Record<string, readonly string[]>> = {
  core: [
    "remote",
    "checksum_jobs",
    "interactive",
    "analytics",
    "hardlink_lock",
    "no_scm",
    "autostage",
    "experiments",
    "check_update",
    "site_cache_dir",
    "machine",
  ],
  cache: ["dir", "type", "shared", "slow_link_warning", "verify", "local", "s3", "gs", "hdfs", "ssh", "azure"],
  exp: ["auto_push", "git_remote", "code", "data", "metrics", "models", "params", "plots", "live"],
  parsing: ["bool", "list"],
  plots: ["html_template", "auto_open", "out_dir"],
  hydra: ["enabled", "config_dir", "config_module", "config_name", "plugins_path"],
  studio: ["token", "url", "repo_url", "offline"],
  feature: ["machine"],
  remote: [],
  db: [],
  machine: [],
  state: [],
  index: [],
}

const namedSections: ReadonlySet<string> = new Set(["remote", "db", "machine"])

const booleans: ReadonlySet<string> = new Set([
  "core.interactive",
  "core.analytics",
  "core.hardlink_lock",
  "core.no_scm",
  "core.autostage",
  "core.check_update",
  "cache.slow_link_warning",
  "cache.verify",
  "exp.auto_push",
  "plots.auto_open",
  "hydra.enabled",
  "studio.offline",
])

const kinds: Readonly<Record<string, SettingKind>> = {
  "core.checksum_jobs": "count",
  "cache.type": linkTypes,
  "cache.shared": ["group"],
  "parsing.bool": ["store_true", "boolean_optional"],
  "parsing.list": ["nargs", "append"],
}

const allNames = Object.entries(keys).flatMap(([section, names]) => names.map((key) => `${section}.${key}`))
