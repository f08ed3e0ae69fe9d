import { resolve } from "node:path"
import { formatBytes } from "../../base/index.ts"
import type { ListedFile } from "../../repository/index.ts"
import type { CommandDefinition } from "../command.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags {
  readonly recursive?: true
  readonly tree?: true
  readonly level?: number
  readonly dvcOnly?: true
  readonly rev?: string
  readonly remote?: string
  readonly size?: true
  readonly showHash?: true
}

export const lsCommand: CommandDefinition = {
  name: "ls",
  define: (command, run) => {
    command
      .alias("list")
      .description("list what a repository has, tracked data and files of git together")
      .argument("[url]", "folder of the repository, or an address that git can clone", ".")
      .argument("[path]", "file or folder in it")
      .option("-R, --recursive", "all files below")
      .option("-T, --tree", "all files below, as a tree")
      .option("-L, --level <number>", "levels of folders to go down", wholeNumber)
      .option("--dvc-only", "only what DVC tracks")
      .option("--rev <commit>", "of this branch, tag or commit (default: a folder as it lies, else the default branch)")
      .option("--remote <name>", "ask this remote of that repository for what folders hold")
      .option("--size", "print sizes")
      .option("--show-hash", "print hashes")
      .action((url: string, path: string | undefined, flags: Flags) =>
        run(async ({ terminal, folder }) => {
          const { listFiles } = await import("../../repository/index.ts")
          const { rev, remote, dvcOnly } = flags
          const files = await listFiles(folder, { url, path, rev, remote, depth: depthOf(flags), dvcOnly })
          const lines = flags.tree === true ? treeLines(files) : files.map((file) => line(file, flags))
          terminal.result(lines.join("\n"), files)
        }),
      )
  },
}

export const listUrlCommand: CommandDefinition = {
  name: "list-url",
  define: (command, run) => {
    command
      .alias("ls-url")
      .description("list what a path or an address outside of any repository has")
      .argument("<url>", "path, or an address (s3, ssh; remote://NAME/path below a remote of DVC)")
      .option("-R, --recursive", "all files below")
      .option("-T, --tree", "all files below, as a tree")
      .option("-L, --level <number>", "levels of folders to go down", wholeNumber)
      .option("--size", "print sizes")
      .action((url: string, flags: Flags) =>
        run(async ({ terminal, folder }) => {
          const { listAddress } = await import("../../repository/index.ts")
          const files = await listAddress(resolve(folder), url, depthOf(flags))
          const lines =
            flags.tree === true ? treeLines(files) : files.map((file) => line({ ...file, md5: null }, flags))
          terminal.result(lines.join("\n"), files)
        }),
      )
  },
}

function depthOf({ recursive, tree, level }: Flags): number {
  return level ?? (recursive === true || tree === true ? Number.POSITIVE_INFINITY : 1)
}

function line({ path, size, md5 }: Pick<ListedFile, "path" | "size" | "md5">, flags: Flags): string {
  return [
    ...(flags.size === true ? [(size === null ? "-" : formatBytes(size)).padStart(9)] : []),
    ...(flags.showHash === true ? [(md5 ?? "-").padEnd(36)] : []),
    path,
  ].join("  ")
}

/** Files under the folders they lie in, each folder named once. */
function treeLines(files: readonly Pick<ListedFile, "path">[]): readonly string[] {
  const told = new Set<string>()
  return files.flatMap(({ path }) => {
    const steps = path.split("/")
    return steps.flatMap((step, depth) => {
      const name = steps.slice(0, depth + 1).join("/")
      if (told.has(name)) return []
      told.add(name)
      return [`${"  ".repeat(depth)}${step}${depth < steps.length - 1 ? "/" : ""}`]
    })
  })
}
