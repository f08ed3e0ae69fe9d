import { expect, test } from "vitest"
import type { DvcSetting } from "./config.ts"
import { remoteSettings, whyUnused } from "./remote-settings.ts"
import { checkRemoteSetting, settingsOf } from "./setting-values.ts"
import { checkSettingValue, settingKey } from "./settings.ts"

test("a setting is found in its section, also that of a remote with a dot in its name", () => {
  expect(settingKey("core.remote")).toEqual({ section: "core", key: "remote" })
  expect(settingKey("remote.my.store.url")).toEqual({ section: 'remote "my.store"', key: "url" })
})

test("an unknown setting is refused with the nearest one", () => {
  expect(() => settingKey("core.remot")).toThrow(expect.objectContaining({ hint: "Did you mean core.remote?" }))
  for (const name of ["core", "nowhere.x", "core.", "core.remote.x"])
    expect(() => settingKey(name)).toThrow(expect.objectContaining({ code: "version.config-key-unknown" }))
})

test("a value that DVC would refuse is refused, for with one such it refuses every command", () => {
  for (const [name, value] of [
    ["core.autostage", "yes"],
    ["core.checksum_jobs", "0"],
    ["cache.type", "hardlink,foo"],
    ["cache.shared", "all"],
  ] as const)
    expect(() => checkSettingValue(settingKey(name), value)).toThrow(
      expect.objectContaining({ code: "version.config-value-wrong" }),
    )
  checkSettingValue(settingKey("cache.type"), "reflink, copy")
})

test("a remote takes the settings that DVC knows for its kind of address", () => {
  const store = { name: "store", url: "s3://bucket/path" }
  checkRemoteSetting(store, "region", "eu-west-1")
  checkRemoteSetting({ name: "other", url: "remote://store/below" }, "anything", "1")
  expect(() => checkRemoteSetting(store, "endpoint_url", "http://x")).toThrow(
    expect.objectContaining({ hint: "Did you mean remote.store.endpointurl?" }),
  )
  expect(() => checkRemoteSetting({ name: "here", url: "../folder" }, "region", "x")).toThrow(
    expect.objectContaining({ code: "version.config-key-unknown" }),
  )
  expect(() => checkRemoteSetting(store, "jobs", "many")).toThrow(
    expect.objectContaining({ code: "version.config-value-wrong" }),
  )
  expect(() => checkRemoteSetting({ name: "x", url: "" }, "url", "s4://bucket")).toThrow(
    expect.objectContaining({ code: "version.scheme-unknown" }),
  )
})

test("a switch takes true and false only", () => {
  const place = settingKey("core.autostage")
  checkSettingValue(place, "true")
  expect(() => checkSettingValue(place, "maybe")).toThrow(
    expect.objectContaining({ code: "version.config-value-wrong" }),
  )
})

test("each setting that DVC knows for s3, http and ssh is heeded, refused, or said to change nothing", () => {
  const heeded = (key: string, value: string): boolean => {
    try {
      return Object.keys(remoteSettings("r", settings({ [key]: value }))).length > 0
    } catch (error) {
      return (error as { readonly code?: string }).code === "version.remote-setting-unsupported"
    }
  }
  for (const scheme of ["s3", "http", "ssh"])
    for (const [key, kind] of Object.entries(settingsOf(`${scheme}://h/p`))) {
      const value = kind === "switch" ? "true" : Array.isArray(kind) ? "digest" : "1"
      expect([key, key === "url" || heeded(key, value) || whyUnused(key) !== undefined]).toEqual([key, true])
    }
})

test("settings of a remote are read as what they are, paths from the folder of their file", () => {
  const values = { jobs: "4", ssl_verify: "ca.pem", read_timeout: "0.5", credentialpath: "keys" }
  expect(remoteSettings("r", settings(values))).toEqual({
    jobs: 4,
    verifyTls: "/repo/.dvc/ca.pem",
    readTimeoutSeconds: 0.5,
    credentialsFile: "/repo/.dvc/keys",
  })
  expect(remoteSettings("r", settings({ ssl_verify: "false", version_aware: "false" }))).toEqual({ verifyTls: false })
})

test.each([
  [{ version_aware: "true" }, "version.remote-setting-unsupported"],
  [{ use_ssl: "false" }, "version.remote-setting-unsupported"],
  [{ auth: "digest" }, "version.remote-setting-unsupported"],
  [{ acl: "private", grant_read: "id=1" }, "version.remote-settings-clash"],
  [{ jobs: "many" }, "version.config-value-wrong"],
])("a remote with %j is not opened", (values, code) => {
  expect(() => remoteSettings("r", settings(values))).toThrow(expect.objectContaining({ code }))
})

function settings(values: Readonly<Record<string, string>>): ReadonlyMap<string, DvcSetting> {
  const at = { level: "repo", file: "/repo/.dvc/config" } as const
  return new Map(Object.entries(values).map(([key, value]) => [key, { value, ...at }]))
}
