import { formatBytes, formatNumber } from "../../base/index.ts"
import type { FileVersion } from "../../repository/index.ts"
import type { CommandDefinition } from "../command.ts"
import { table } from "../text-table.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags {
  readonly rev?: string
  readonly number?: number
}

export const logCommand: CommandDefinition = {
  name: "log",
  define: (command, run) => {
    command
      .description("list the versions a file or folder had: commit, when, who, size, rows of a table, message")
      .argument("<file>", "tracked data, a part of it, or a file of git")
      .option("-n, --number <number>", "this many at most", wholeNumber)
      .option("--rev <commit>", "where the history ends (default: HEAD)")
      .action((file: string, { rev, number }: Flags) =>
        run(async ({ terminal, folder }) => {
          const { fileVersions } = await import("../../repository/index.ts")
          const versions = await fileVersions(folder, file, { revision: rev, limit: number })
          const rows = versions.map((version) => [
            version.commit.slice(0, 7),
            new Date(version.whenMs).toISOString().slice(0, 16).replace("T", " "),
            version.who.replace(/ <.*/, ""),
            version.size === undefined ? "-" : formatBytes(version.size),
            amount(version),
            version.message,
          ])
          const header = ["commit", "when (UTC)", "who", "size", "holds", "message"]
          terminal.result(table(header, rows), {
            file,
            versions: versions.map(({ whenMs, ...version }) => ({ ...version, when: new Date(whenMs).toISOString() })),
          })
        }),
      )
  },
}

function amount({ rows, nfiles, hash, isHere }: FileVersion): string {
  if (hash === undefined) return "removed"
  const held = rows === undefined ? (nfiles === undefined ? "" : `${nfiles} files`) : `${formatNumber(rows)} rows`
  return isHere ? held : `${held} (not in the cache)`.trim()
}
