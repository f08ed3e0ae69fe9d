import type { Command } from "commander"
import { formatBytes, isPlainObject } from "../base/index.ts"
import type { AllModels } from "../project/index.ts"
import type { CommandDefinition, Run } from "./command.ts"
import { addExport } from "./export-model.ts"
import { table } from "./text-table.ts"

export const modelsCommand: CommandDefinition = {
  name: "models",
  define: (command, run) => {
    command.description("registered models and their versions")
    addList(command, run)
    addShow(command, run)
    addExport(command, run)
    addTag(command, run)
  },
}

function addList(command: Command, run: Run): void {
  command
    .command("list")
    .description("versions of the project's models, newest first")
    .action(() =>
      run(async ({ terminal, folder, overrides }) => {
        const { listAllModels } = await import("../project/index.ts")
        const { models, git } = await listAllModels(folder, overrides)
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
        const known =
          rows.length === 0 ? [] : [table(["model", "version", "aliases", "registered", "size", "run"], rows)]
        const released = git.flatMap(gitRows)
        if (released.length > 0) known.push(table(["in git", "version", "stages", "tagged", "commit"], released))
        const text = known.length === 0 ? "no models yet: mlwright run registers one" : known.join("\n\n")
        terminal.result(text, { models, git })
      }),
    )
}

/** A row a version; a model that only `artifacts` of dvc.yaml names has one too. */
function gitRows({ name, path = "-", versions, stages, isDeprecated }: AllModels["git"][number]): readonly string[][] {
  const label = isDeprecated ? `${name} (deprecated)` : name
  if (versions.length === 0) return [[label, "-", "-", "-", path]]
  return versions.map(({ version, taggedAt, commit }) => [
    label,
    version,
    Object.entries(stages)
      .flatMap(([stage, holder]) => (holder === version ? [stage] : []))
      .join(" "),
    new Date(taggedAt * 1000).toISOString().slice(0, 16).replace("T", " "),
    commit.slice(0, 7),
  ])
}

function addTag(command: Command, run: Run): void {
  command
    .command("tag")
    .description("say in git which commit has a version, and which version has a stage, in the form of GTO")
    .argument("[version]", "number of a version, or such as v1.2.3; needs none when --stage is given")
    .option("--model <name>", "name of the model (default: the project's)")
    .option("--stage <name>", "stage the version gets, such as prod")
    .option("--rev <revision>", "commit that has the version (default: the one with its tag, else HEAD)")
    .action((version: string | undefined, flags: { model?: string; stage?: string; rev?: string }) =>
      run(async ({ terminal, folder, overrides }) => {
        const { tagModel } = await import("../project/index.ts")
        const { model, stage, rev: revision } = flags
        const tagged = await tagModel({ folder, overrides }, { model, version, stage, revision })
        const text = tagged.tags.map((tag) => `${tag} at ${tagged.commit.slice(0, 7)}`).join("\n")
        terminal.result(text === "" ? "Nothing to tag: name a version or a stage" : text, tagged)
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
          ...(gate === undefined
            ? []
            : [terminal.wrap(`gate    ${gate.passed ? "passed" : "refused"}: ${gate.reasons.join("; ")}`, 8)]),
          ...lineageLines(version.lineage),
          "",
          ...history.map(({ at, kind, from, to, user, reason }) => {
            const what = [kind, from, from !== undefined && to !== undefined ? "->" : undefined, to]
            const words = what.filter((word) => word !== undefined && word !== "").join(" ")
            const day = new Date(at).toISOString().slice(0, 16).replace("T", " ")
            return terminal.wrap(`${day}  ${words} by ${user}${reason === "" ? "" : `: ${reason}`}`, `${day}  `.length)
          }),
        ]
        terminal.result(lines.join("\n"), { version, history, ...(gate === undefined ? {} : { gate }) })
      }),
    )
}

/** What a version came from, a line each; `--json` has the settings too. */
function lineageLines(lineage: unknown): readonly string[] {
  if (!isPlainObject(lineage)) return []
  const data = part(part(lineage, "data"), "raw")
  const code = part(lineage, "code")
  return [
    ...Object.entries(data).map(([path, md5]) => `data    ${path} md5 ${md5}`),
    `code    ${code["commit"] === undefined ? "no commit: the project was in no git commit when it ran" : `commit ${code["commit"]}${code["dirty"] === true ? ", with changes that were in no commit" : ""}`}`,
    `seeds   ${Object.entries(part(lineage, "seed"))
      .map(([what, seed]) => `${what} ${seed}`)
      .join(", ")}`,
    `made by mlwright ${lineage["mlwright"]}, settings ${String(lineage["settingsSha256"]).slice(0, 12)}: see runs show, or --json`,
  ]
}

const part = (of: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> => {
  const value = of[key]
  return isPlainObject(value) ? value : {}
}
