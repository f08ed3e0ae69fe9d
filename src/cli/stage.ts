import type { Command } from "commander"
import type { NewOutput, NewStage } from "../pipeline/index.ts"
import type { CommandDefinition, Run } from "./command.ts"
import { untilInterrupted } from "./interrupt.ts"
import { showEvents } from "./run-events.ts"
import { table } from "./text-table.ts"

export const stageCommand: CommandDefinition = {
  name: "stage",
  define: (command, run) => {
    command.description("the stages of dvc.yaml")
    addAdd(command, run)
    addList(command, run)
  },
}

export const freezeCommand: CommandDefinition = {
  name: "freeze",
  define: (command, run) => addFreeze(command, run, true),
}

export const unfreezeCommand: CommandDefinition = {
  name: "unfreeze",
  define: (command, run) => addFreeze(command, run, false),
}

/** As commander names them. */
interface Flags {
  readonly name: string
  readonly force?: true
  readonly deps: readonly string[]
  readonly params: readonly string[]
  readonly outs: readonly string[]
  readonly outsNoCache: readonly string[]
  readonly outsPersist: readonly string[]
  readonly outsPersistNoCache: readonly string[]
  readonly metrics: readonly string[]
  readonly metricsNoCache: readonly string[]
  readonly plots: readonly string[]
  readonly plotsNoCache: readonly string[]
  readonly wdir?: string
  readonly desc?: string
  readonly alwaysChanged?: true
  readonly run?: true
}

function addAdd(command: Command, run: Run): void {
  const several = (value: string, before: readonly string[]): readonly string[] => [...before, value]
  const add = command
    .command("add")
    .description("write a stage into dvc.yaml")
    .argument("<command...>", "what it runs; several words are quoted for the shell, one is taken as it is")
    .requiredOption("-n, --name <name>", "name of the stage")
    .option("-f, --force", "replace the stage of this name")
  for (const [flag, words] of lists) add.option(`${flag} <path>`, `${words}; repeatable`, several, [])
  add
    .option("-w, --wdir <folder>", "folder the command runs in")
    .option("--desc <text>", "what it is for")
    .option("--always-changed", "run it every time")
    .option("--run", "run it at once, with what it stands on")
    .action((words: readonly string[], flags: Flags) =>
      run(async ({ terminal, folder, overrides }) => {
        const { addStageTo, reproduce } = await import("../project/index.ts")
        const stage = await addStageTo(folder, newStage(words, flags), flags.force === true)
        const added = { stage: { name: stage.name, file: stage.file } }
        if (flags.run !== true) return terminal.result(`Added stage ${stage.name}`, added)
        const shown = showEvents(terminal)
        const { stages } = await untilInterrupted((signal) =>
          reproduce({ folder, overrides }, { targets: [stage.name] }, { onEvent: shown.hear, signal }),
        ).finally(shown.end)
        terminal.result(`Added and ran stage ${stage.name}`, { ...added, stages })
      }),
    )
}

const lists = [
  ["-d, --deps", "file or folder it reads"],
  ["-p, --params", "settings it depends on: key1,key2 of params.yaml, or file:key1,key2"],
  ["-o, --outs", "file or folder it writes"],
  ["-O, --outs-no-cache", "output that git keeps"],
  ["--outs-persist", "output it builds on, not removed before it runs"],
  ["--outs-persist-no-cache", "the same, kept by git"],
  ["-m, --metrics", "file of scores it writes"],
  ["-M, --metrics-no-cache", "file of scores that git keeps"],
  ["--plots", "file of points to draw"],
  ["--plots-no-cache", "file of points that git keeps"],
] as const

function newStage(words: readonly string[], flags: Flags): NewStage {
  const outputs = (paths: readonly string[], like: Omit<NewOutput, "path">) => paths.map((path) => ({ path, ...like }))
  return {
    name: flags.name,
    cmd: words.length === 1 ? (words[0] ?? "") : words.map(shellWord).join(" "),
    description: flags.desc,
    wdir: flags.wdir,
    deps: flags.deps,
    params: flags.params,
    outs: [
      ...outputs(flags.outs, { kind: "outs", cache: true, persist: false }),
      ...outputs(flags.outsNoCache, { kind: "outs", cache: false, persist: false }),
      ...outputs(flags.outsPersist, { kind: "outs", cache: true, persist: true }),
      ...outputs(flags.outsPersistNoCache, { kind: "outs", cache: false, persist: true }),
      ...outputs(flags.metrics, { kind: "metrics", cache: true, persist: false }),
      ...outputs(flags.metricsNoCache, { kind: "metrics", cache: false, persist: false }),
      ...outputs(flags.plots, { kind: "plots", cache: true, persist: false }),
      ...outputs(flags.plotsNoCache, { kind: "plots", cache: false, persist: false }),
    ],
    alwaysChanged: flags.alwaysChanged === true,
  }
}

/** As DVC quotes them: in double quotes what holds a space or a quote. */
function shellWord(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word
}

function addList(command: Command, run: Run): void {
  command
    .command("list")
    .description("stages in the order they can run")
    .argument("[target...]", "only these stages, or of a dvc.yaml or a folder all below it")
    .option("--all", "of every folder, as it does anyway")
    .option("--fail", "fail where a dvc.yaml cannot be read, as it does anyway")
    .option("-R, --recursive", "take everything below a folder, as it does anyway")
    .option("--name-only", "names, one a line")
    .option("--names-only", "the same as --name-only")
    .action((targets: readonly string[], flags: { readonly nameOnly?: true; readonly namesOnly?: true }) =>
      run(async ({ terminal, folder }) => {
        const { listStages } = await import("../project/index.ts")
        const stages = await listStages(folder, targets)
        const rows = stages.map(({ name, description, outs, frozen }) => [
          name,
          description ?? outs.map(({ path }) => path).join(", "),
          frozen ? "frozen" : "",
        ])
        const text =
          (flags.nameOnly ?? flags.namesOnly) === true
            ? rows.map(([name]) => name).join("\n")
            : table(["stage", "about", ""], rows)
        terminal.result(text, {
          stages: stages.map(({ name, cmd, description, frozen }) => ({ name, cmd, description, frozen })),
        })
      }),
    )
}

function addFreeze(command: Command, run: Run, frozen: boolean): void {
  command
    .description(frozen ? "let a stage stay as it is, whatever it reads" : "let a frozen stage run again")
    .argument("<stage...>", "names of stages")
    .action((names: readonly string[]) =>
      run(async ({ terminal, folder }) => {
        const { freezeStages } = await import("../project/index.ts")
        await freezeStages(folder, names, frozen)
        terminal.result(`${frozen ? "Froze" : "Freed"} ${names.join(", ")}`, { stages: names, frozen })
      }),
    )
}
