import { formatBytes } from "../../base/index.ts"
import type { CommandDefinition } from "../command.ts"

interface Flags {
  readonly rev?: string
  readonly remote?: string
  readonly summarize?: true
}

export const duCommand: CommandDefinition = {
  name: "du",
  define: (command, run) => {
    command
      .description(
        "say how many bytes the files and folders of a repository have, tracked ones also where they are not here",
      )
      .argument("[url]", "folder of the repository, or an address that git can clone", ".")
      .argument("[path]", "file or folder in it")
      .option("--rev <commit>", "of this branch, tag or commit (default: a folder as it lies, else the default branch)")
      .option("--remote <name>", "ask this remote of that repository for what folders hold")
      .option("-s, --summarize", "only the sum")
      .action((url: string, path: string | undefined, { rev, remote, summarize }: Flags) =>
        run(async ({ terminal, folder }) => {
          const { diskUsage } = await import("../../repository/index.ts")
          const usage = await diskUsage(folder, { url, path, rev, remote })
          const line = (bytes: number, name: string): string => `${formatBytes(bytes).padStart(9)}  ${name}`.trimEnd()
          const lines = usage.entries.map((entry) => line(entry.bytes, `${entry.path}${entry.isdir ? "/" : ""}`))
          const sum = line(usage.bytes, usage.path)
          terminal.result([...(summarize === true ? [] : lines), sum].join("\n"), usage)
        }),
      )
  },
}
