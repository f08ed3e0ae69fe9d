import { isAbsolute, relative, resolve } from "node:path"
import type { Command } from "commander"
import type { Repository } from "../../repository/index.ts"
import type { ConfigEdit } from "../../version/index.ts"
import type { CommandDefinition, Context, Run } from "../command.ts"
import { type LevelFlags, levelOptions, settingsFile } from "./config-level.ts"
import { inRepository } from "./in-repository.ts"

export const remoteCommand: CommandDefinition = {
  name: "remote",
  define: (command, run) => {
    command.description("where tracked data is sent to and fetched from")
    addAdd(command, run)
    addList(command, run)
    addModify(command, run)
    addDefault(command, run)
    addRemove(command, run)
    addRename(command, run)
  },
}

function addAdd(command: Command, run: Run): void {
  levelOptions(command.command("add").description("add a remote"))
    .argument("<name>", "what it is called here")
    .argument("<url>", "a folder, s3://bucket/path, https://host/path")
    .option("-d, --default", "make it the default one")
    .option("-f, --force", "replace one of that name")
    .action((name: string, url: string, flags: LevelFlags & { readonly default?: true; readonly force?: true }) =>
      run((context) =>
        edit(context, flags, async (repository, file) => {
          const { checkRemoteSetting, listRemotes, remoteExists } = await import("../../version/index.ts")
          const key = name.toLowerCase()
          checkRemoteSetting({ name, url }, "url", url)
          if (flags.force !== true && listRemotes(repository.workspace.config).some((remote) => remote.name === key))
            throw remoteExists(name)
          const edits = [
            { section: `remote "${key}"`, key: "url", value: storedUrl(url, repository.folder, file) },
            ...(flags.default === true ? [{ section: "core", key: "remote", value: key }] : []),
          ]
          return { edits, told: `remote ${key} is ${url}`, document: { name: key, url } }
        }),
      ),
    )
}

function addList(command: Command, run: Run): void {
  command
    .command("list")
    .description("the remotes, and which is the default one")
    .option("--local", "those of .dvc/config.local, which git does not have")
    .option("--global", "those of this person")
    .option("--system", "those of this computer")
    .action((flags: LevelFlags) =>
      run(async ({ terminal, folder }) => {
        const { openRepository } = await import("../../repository/index.ts")
        const { listRemotes } = await import("../../version/index.ts")
        const { workspace } = await openRepository(folder)
        const level = levelOf(flags)
        const remotes = listRemotes(workspace.config)
          .filter(({ values }) => level === undefined || values.get("url")?.level === level)
          .map(({ name, url, isDefault }) => ({ name, url, isDefault }))
        terminal.result(
          remotes.map(({ name, url, isDefault }) => `${name}\t${url}${isDefault ? "\t(default)" : ""}`).join("\n"),
          { remotes },
        )
      }),
    )
}

function levelOf({ local, global, system }: LevelFlags) {
  return system ? "system" : global ? "global" : local ? "local" : undefined
}

function addModify(command: Command, run: Run): void {
  levelOptions(command.command("modify").description("change a setting of a remote"))
    .argument("<name>", "the remote")
    .argument("<option>", "such as url, profile, endpointurl, region")
    .argument("[value]", "its new value")
    .option("-u, --unset", "take the setting away")
    .action((name: string, option: string, ...[value, flags]: [string | undefined, LevelFlags & { unset?: true }]) =>
      run((context) =>
        edit(context, flags, async (repository, file) => {
          const { values } = await known(repository, name)
          const { checkRemoteSetting, whyUnused } = await import("../../version/index.ts")
          const key = option.toLowerCase()
          if (value !== undefined) checkRemoteSetting({ name, url: values.get("url")?.value ?? "" }, key, value)
          const stored = option === "url" && value !== undefined ? storedUrl(value, repository.folder, file) : value
          const isGone = flags.unset === true || stored === undefined
          const place = { section: `remote "${name.toLowerCase()}"`, key }
          const why = isGone ? undefined : whyUnused(key)
          const note = why === undefined ? "" : `; mlwright does not heed it: ${why}`
          const told = isGone
            ? `${option} of remote ${name} is not set`
            : `${option} of remote ${name} is ${stored}${note}`
          return {
            edits: [isGone ? place : { ...place, value: stored }],
            told,
            document: { name, option, value: stored ?? null, ...(why === undefined ? {} : { unused: why }) },
          }
        }),
      ),
    )
}

function addDefault(command: Command, run: Run): void {
  levelOptions(command.command("default").description("say or set which remote is the default one"))
    .argument("[name]", "the remote")
    .option("-u, --unset", "have no default one")
    .action((name: string | undefined, flags: LevelFlags & { readonly unset?: true }) =>
      run((context) =>
        edit(context, flags, async (repository) => {
          const place = { section: "core", key: "remote" }
          if (flags.unset === true)
            return { edits: [place], told: "no remote is the default one", document: { name: null } }
          const now = repository.workspace.config.get("core")?.get("remote")?.value
          if (name === undefined)
            return { edits: [], told: now ?? "no remote is the default one", document: { name: now ?? null } }
          await known(repository, name)
          return {
            edits: [{ ...place, value: name.toLowerCase() }],
            told: `${name} is the default remote`,
            document: { name },
          }
        }),
      ),
    )
}

function addRemove(command: Command, run: Run): void {
  levelOptions(command.command("remove").description("forget a remote; what lies there stays"))
    .argument("<name>", "the remote")
    .action((name: string, flags: LevelFlags) =>
      run((context) =>
        edit(context, flags, async (repository) => {
          const { isDefault } = await known(repository, name)
          const edits = [
            { section: `remote "${name.toLowerCase()}"` },
            ...(isDefault ? [{ section: "core", key: "remote" }] : []),
          ]
          return { edits, told: `removed remote ${name}`, document: { removed: name } }
        }),
      ),
    )
}

function addRename(command: Command, run: Run): void {
  levelOptions(command.command("rename").description("give a remote another name"))
    .argument("<name>", "the remote")
    .argument("<new>", "its new name")
    .action((name: string, now: string, flags: LevelFlags) =>
      run((context) =>
        edit(context, flags, async (repository, file) => {
          const { isDefault, values } = await known(repository, name)
          const section = `remote "${now.toLowerCase()}"`
          const own = [...values].filter(([, setting]) => setting.file === file)
          const edits = [
            ...own.map(([key, { value }]) => ({ section, key, value })),
            { section: `remote "${name.toLowerCase()}"` },
            ...(isDefault ? [{ section: "core", key: "remote", value: now.toLowerCase() }] : []),
          ]
          return { edits, told: `remote ${name} is called ${now}`, document: { name: now } }
        }),
      ),
    )
}

interface Edited {
  readonly edits: readonly ConfigEdit[]
  readonly told: string
  readonly document: unknown
}

async function edit(
  context: Context,
  flags: LevelFlags,
  work: (repository: Repository, file: string) => Promise<Edited>,
): Promise<void> {
  const { editDvcConfig } = await import("../../version/index.ts")
  const { told, document } = await inRepository(context, async (repository) => {
    const file = await settingsFile(repository, flags)
    const done = await work(repository, file)
    await editDvcConfig(file, done.edits)
    return done
  })
  context.terminal.result(told, document)
}

async function known({ workspace }: Repository, name: string) {
  const { namedRemote } = await import("../../version/index.ts")
  return namedRemote(workspace.config, name)
}

/** A relative folder is stored as seen from the settings file. */
function storedUrl(url: string, folder: string, file: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(url) || isAbsolute(url)) return url
  return relative(resolve(file, ".."), resolve(folder, url))
}
