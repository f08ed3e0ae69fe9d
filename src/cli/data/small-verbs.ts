import { relative, resolve } from "node:path"
import { version } from "../../base/index.ts"
import type { CommandDefinition } from "../command.ts"
import { pathsNotSaid } from "../errors.ts"
import { inRepository } from "./in-repository.ts"

export const rootCommand: CommandDefinition = {
  name: "root",
  define: (command, run) => {
    command.description("print the way to the repository's root").action(() =>
      run(async ({ terminal, folder }) => {
        const { findRepository } = await import("../../repository/index.ts")
        const root = findRepository(folder)
        terminal.result(relative(resolve(folder), root) || ".", { root })
      }),
    )
  },
}

export const versionCommand: CommandDefinition = {
  name: "version",
  define: (command, run) => {
    command.description("print versions, and how this repository keeps its data").action(() =>
      run(async ({ terminal, folder }) => {
        const { openRepository } = await import("../../repository/index.ts")
        const { listRemotes } = await import("../../version/index.ts")
        const platform = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
        const repository = await openRepository(folder).catch(() => undefined)
        const workspace = repository?.workspace
        const remotes = workspace === undefined ? [] : listRemotes(workspace.config).map(({ url }) => url)
        const lines = [
          `mlwright version: ${version}`,
          `Platform: ${platform}`,
          ...(workspace === undefined
            ? []
            : [
                `Repository: ${workspace.root}`,
                `Cache directory: ${workspace.cacheFolder}`,
                `Cache types: ${workspace.linkTypes.join(", ")}`,
                `Remotes: ${remotes.join(", ") || "None"}`,
              ]),
        ]
        terminal.result(lines.join("\n"), {
          version,
          platform,
          ...(workspace === undefined
            ? {}
            : { root: workspace.root, cache: workspace.cacheFolder, linkTypes: workspace.linkTypes, remotes }),
        })
      }),
    )
  },
}

interface IgnoreFlags {
  readonly details?: true
  readonly nonMatching?: true
  readonly stdin?: true
}

async function linesOfInput(): Promise<readonly string[]> {
  const { text } = await import("node:stream/consumers")
  return (await text(process.stdin)).split(/\r?\n/).filter((line) => line !== "")
}

export const checkIgnoreCommand: CommandDefinition = {
  name: "check-ignore",
  define: (command, run) => {
    command
      .description("say which paths .dvcignore leaves out")
      .argument("[path...]", "files or folders, there or not")
      .option("--stdin", "take the paths from standard input, one a line")
      .option("-d, --details", "also by which rule")
      .option("-n, --non-matching", "with --details, also the others")
      .action((given: readonly string[], flags: IgnoreFlags) =>
        run(async ({ terminal, folder }) => {
          const paths = flags.stdin === true ? await linesOfInput() : given
          if (paths.length === 0) throw pathsNotSaid("check-ignore")
          const { openRepository } = await import("../../repository/index.ts")
          const { isFolder } = await import("../../version/index.ts")
          const { workspace } = await openRepository(folder)
          const found = paths.map((path) => {
            const file = resolve(folder, path)
            const decided = workspace.rules.deciding(file, path.endsWith("/") || isFolder(file))
            return { path, ignored: decided?.ignored === true, rule: decided?.rule ?? "" }
          })
          const shown = found.filter(({ ignored, rule }) =>
            flags.details === true ? rule !== "" || flags.nonMatching === true : ignored,
          )
          const text = shown.map(({ path, rule }) => (flags.details === true ? `${rule || "::"}\t${path}` : path))
          terminal.result(text.join("\n"), { paths: found })
          if (!found.some(({ ignored }) => ignored)) terminal.exitWith(4)
        }),
      )
  },
}

export const unprotectCommand: CommandDefinition = {
  name: "unprotect",
  define: (command, run) => {
    command
      .description("make linked files files of their own, which can be changed")
      .argument("<path...>", "tracked files or folders")
      .action((paths: readonly string[]) =>
        run(async (context) => {
          const { unprotect } = await import("../../version/index.ts")
          const links = await inRepository(context, async ({ folder, workspace }) => {
            let sum = 0
            for (const path of paths) sum += await unprotect(workspace, resolve(folder, path))
            return sum
          })
          context.terminal.result(`${links} links became files`, { links })
        }),
      )
  },
}
