import { expect, test } from "vitest"
import { checkSettingValue, settingKey } from "./dvc-settings.ts"

test("a setting is found in its section, also that of a remote with a dot in its name", () => {
  expect(settingKey("core.remote")).toEqual({ section: "core", key: "remote" })
  expect(settingKey("remote.my.store.url")).toEqual({ section: 'remote "my.store"', key: "url" })
})

test("an unknown setting is refused with the nearest one", () => {
  expect(() => settingKey("core.remot")).toThrow(expect.objectContaining({ hint: "Did you mean core.remote?" }))
  for (const name of ["core", "nowhere.x", "core.", "core.remote.x"])
    expect(() => settingKey(name)).toThrow(expect.objectContaining({ code: "version.config-key-unknown" }))
})

test("a switch takes true and false only", () => {
  const place = settingKey("core.autostage")
  checkSettingValue(place, "true")
  expect(() => checkSettingValue(place, "maybe")).toThrow(
    expect.objectContaining({ code: "version.config-value-wrong" }),
  )
})
