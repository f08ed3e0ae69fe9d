import type { Command } from "commander"
import { formatBytes } from "../base/index.ts"
import type { CommandDefinition, Run } from "./program.ts"
import { table } from "./text-table.ts"

export const modelsCommand: CommandDefinition = {
  name: "models",
  define: (command, run) => {
    command.description("registered models and their versions")
    addList(command, run)
    addShow(command, run)
  },
}

function addList(command: Command, run: Run): void {
  command
    .command("list")
    .description("versions of the project's models, newest first")
    .action(() =>
      run(async ({ terminal, folder, overrides }) => {
        const { listModels, openProject } = await import("../project/index.ts")
        const models = await listModels(await openProject(folder, overrides))
        const rows = models.flatMap(({ name, versions }) =>
          versions.map((version) => [
            name,
            String(version.version),
            version.aliases.join(" "),
            new Date(version.creationTime).toISOString().slice(0, 16).replace("T", " "),
            version.bytes === undefined ? "-" : formatBytes(version.bytes),
            version.runId?.slice(0, 8) ?? "-",
          ]),
        )
        terminal.result(
          rows.length === 0
            ? "no models yet"
            : table(["model", "version", "aliases", "registered", "size", "run"], rows),
          { models },
        )
      }),
    )
}

function addShow(command: Command, run: Run): void {
  command
    .command("show")
    .description("one version: lineage, aliases, history")
    .argument("<ref>", "version number, latest, name@alias or models:/name/3")
    .action((ref: string) =>
      run(async ({ terminal, folder, overrides }) => {
        const { openProject, showModel } = await import("../project/index.ts")
        const { version, history, gate } = await showModel(await openProject(folder, overrides), ref)
        const lines = [
          `${terminal.paint("bold", `${version.name} version ${version.version}`)}  ${version.aliases.join(" ")}`,
          `files   ${version.folder ?? version.source}`,
          `sha256  ${version.sha256 ?? "-"}`,
          `run     ${version.runId ?? "-"}`,
          ...(gate === undefined ? [] : [`gate    ${gate.passed ? "passed" : "refused"}: ${gate.reasons.join("; ")}`]),
          `lineage ${JSON.stringify(version.lineage, null, 2)}`,
          ...history.map(
            ({ at, kind, from, to, user, reason }) =>
              `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}  ${kind} ${from ?? ""}${from !== undefined && to !== undefined ? " -> " : ""}${to ?? ""} by ${user}${reason === "" ? "" : `: ${reason}`}`,
          ),
        ]
        terminal.result(lines.join("\n"), { version, history, ...(gate === undefined ? {} : { gate }) })
      }),
    )
}
