import type { Context } from "../command.ts"
import { type LevelFlags, settingsFile } from "./config-level.ts"
import { inRepository } from "./in-repository.ts"

export interface DvcSettingFlags extends LevelFlags {
  readonly unset?: true
  readonly list?: true
  readonly showOrigin?: true
}

/** Read, write or list DVC's own settings, those of `.dvc/config`. */
export async function dvcSetting(
  context: Context,
  { name, value }: { readonly name: string | undefined; readonly value: string | undefined },
  flags: DvcSettingFlags,
): Promise<void> {
  const { checkRemoteSetting, checkSettingValue, editDvcConfig, namedRemote, settingKey, settingOf } = await import(
    "../../version/index.ts"
  )
  const { terminal, folder } = context
  if (name === undefined) return list(context, flags)
  const place = settingKey(name)
  if (value === undefined && flags.unset !== true) {
    const { openRepository } = await import("../../repository/index.ts")
    const found = settingOf((await openRepository(folder)).workspace.config, place)
    const shown = flags.showOrigin === true ? `${found.file}\t${found.value}` : found.value
    terminal.result(shown, { name, value: found.value, level: found.level, file: found.file })
    return
  }
  if (value !== undefined) checkSettingValue(place, value)
  const file = await inRepository(context, async (repository) => {
    const remote = /^remote "(.*)"$/.exec(place.section)?.[1]
    if (value !== undefined && remote !== undefined) {
      const { config } = repository.workspace
      const url = place.key === "url" ? value : namedRemote(config, remote).values.get("url")?.value
      checkRemoteSetting({ name: remote, url: url ?? "" }, place.key, value)
    }
    const target = await settingsFile(repository, flags)
    if (value === undefined && (flags.local ?? flags.global ?? flags.system) === undefined)
      settingOf(repository.workspace.config, place)
    await editDvcConfig(target, [value === undefined ? place : { ...place, value }])
    return target
  })
  const told = value === undefined ? `${name} is no longer set in ${file}` : `${name} = ${value}`
  terminal.result(told, { name, value: value ?? null, file })
}

async function list({ terminal, folder }: Context, flags: DvcSettingFlags): Promise<void> {
  const { openRepository } = await import("../../repository/index.ts")
  const { listDvcSettings } = await import("../../version/index.ts")
  const { workspace } = await openRepository(folder)
  const level = flags.system ? "system" : flags.global ? "global" : flags.local ? "local" : undefined
  const found = listDvcSettings(workspace.config).filter((setting) => level === undefined || setting.level === level)
  const lines = found.map(({ name, value, file }) => `${flags.showOrigin === true ? `${file}\t` : ""}${name}=${value}`)
  terminal.result(lines.join("\n"), { settings: found })
}
