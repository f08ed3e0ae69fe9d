import { resolve } from "node:path"
import { nearest } from "../../base/index.ts"
import { openRemote, type Remote, type RemoteSettings } from "../../store/index.ts"
import { remoteUnknown, remoteUnset } from "../errors.ts"
import { type DvcConfig, type DvcSetting, settingPath } from "./config.ts"
import { remoteSettings } from "./remote-settings.ts"

/** A remote as the settings of DVC name it. */
export interface NamedRemote {
  readonly name: string
  /** As it is used: a folder is absolute. */
  readonly url: string
  readonly isDefault: boolean
  readonly values: ReadonlyMap<string, DvcSetting>
}

export function listRemotes(config: DvcConfig): readonly NamedRemote[] {
  const standard = config.get("core")?.get("remote")?.value.toLowerCase()
  return [...config].flatMap(([section, values]) => {
    const name = /^remote "(.*)"$/.exec(section)?.[1]
    if (name === undefined) return []
    const url = values.get("url")
    return [{ name, url: url === undefined ? "" : urlOf(config, url), isDefault: name === standard, values }]
  })
}

/**
 * Open a remote by its name, or the default one.
 *
 * @throws version.remote-unset, version.remote-unknown, version.remote-setting-unsupported, version.config-value-wrong, store.remote-unsupported
 */
export function remoteOf(config: DvcConfig, name?: string): Remote {
  const wanted = name ?? config.get("core")?.get("remote")?.value
  if (wanted === undefined) throw remoteUnset(listRemotes(config).map((remote) => remote.name))
  const { url, values } = namedRemote(config, wanted)
  return openRemote(url, remoteSettings(wanted, values))
}

/**
 * An address as it is read: `remote://name/path` lies below that remote, with its settings.
 *
 * @throws version.remote-unknown
 */
export function addressOf(
  config: DvcConfig,
  url: string,
): { readonly address: string; readonly settings: RemoteSettings } {
  const [, name, below = ""] = /^remote:\/\/([^/]+)\/?(.*)$/.exec(url) ?? []
  if (name === undefined) return { address: url, settings: {} }
  const { url: base, values } = namedRemote(config, name)
  return { address: `${base.replace(/\/+$/, "")}/${below}`, settings: remoteSettings(name, values) }
}

/** @throws version.remote-unknown */
export function namedRemote(config: DvcConfig, name: string): NamedRemote {
  const remotes = listRemotes(config)
  const wanted = name.toLowerCase()
  const found = remotes.find((remote) => remote.name === wanted)
  const names = remotes.map((remote) => remote.name)
  if (found === undefined) throw remoteUnknown(wanted, nearest(wanted, names), names)
  return found
}

/** A folder counts from its settings file; `remote://name/path` lies below another remote. */
function urlOf(config: DvcConfig, setting: DvcSetting): string {
  const [, name, below] = /^remote:\/\/([^/]+)\/?(.*)$/.exec(setting.value) ?? []
  const base = name === undefined ? undefined : config.get(`remote "${name.toLowerCase()}"`)?.get("url")
  if (base !== undefined) return `${urlOf(config, base).replace(/\/+$/, "")}/${below}`
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(setting.value) ? setting.value : resolve(settingPath(setting))
}
