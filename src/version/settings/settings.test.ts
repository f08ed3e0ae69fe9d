import { expect, test } from "vitest"
import { checkRemoteSetting } from "./setting-values.ts"
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
