import { errorDocument, KnownError, nearest } from "../base/index.ts"

/** The first of many names. */
const few = (names: readonly string[]): string =>
  names.slice(0, 12).join(", ") + (names.length > 12 ? ` and ${names.length - 12} more` : "")

export const pipelineMissing = (path: string): KnownError =>
  new KnownError({
    code: "pipeline.file-missing",
    blame: "user",
    message: `Cannot read the pipeline: there is no "${path}"`,
    hint: "Restore it with git checkout -- dvc.yaml, or name another project with -C",
    detail: { path },
  })

export const yamlInvalid = (path: string, problem: string): KnownError =>
  new KnownError({
    code: "pipeline.yaml-invalid",
    blame: "user",
    message: `Cannot read "${path}": ${problem}`,
    hint: `Repair "${path}", or restore it with git checkout -- "${path}"`,
    detail: { path, problem },
  })

export const unknownKey = (place: string, key: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "pipeline.unknown-key",
    blame: "user",
    message: `Cannot read dvc.yaml: ${place} has the unknown key "${key}"`,
    hint: near === undefined ? `Remove "${key}" from ${place}` : `Write "${near}" in place of "${key}"`,
    detail: { place, key, nearest: near },
  })

export const wrongType = (place: string, wanted: string, got: string): KnownError =>
  new KnownError({
    code: "pipeline.wrong-type",
    blame: "user",
    message: `Cannot read dvc.yaml: ${place} wants ${wanted} and has ${got}`,
    hint: `Write ${wanted} at ${place}`,
    detail: { place, wanted, got },
  })

export const featureUnsupported = (place: string, feature: string): KnownError =>
  new KnownError({
    code: "pipeline.feature-unsupported",
    blame: "user",
    message: `Cannot run dvc.yaml: ${place} uses "${feature}", which mlwright does not run yet`,
    hint: "Run this pipeline with dvc repro",
    detail: { place, feature },
  })

export const templateInvalid = (place: string, problem: string): KnownError =>
  new KnownError({
    code: "pipeline.template-invalid",
    blame: "user",
    message: `Cannot fill in ${place} of dvc.yaml: ${problem}`,
    hint: `Correct ${place} in dvc.yaml; a dollar sign that is meant as such is written \\${"$"}{`,
    detail: { place, problem },
  })

export const templateUnknown = (place: string, reference: string, known: readonly string[]): KnownError => {
  const near = nearest(reference, known)
  return new KnownError({
    code: "pipeline.template-unknown",
    blame: "user",
    message: `Cannot fill in ${place} of dvc.yaml: there is no value called "${reference}"`,
    hint:
      near === undefined
        ? `Add ${reference} to params.yaml or to vars in dvc.yaml`
        : `Write "${near}" in place of "${reference}", or add it to params.yaml or vars`,
    detail: { place, reference, known },
  })
}

export const varsConflict = (
  place: string,
  facts: { readonly key: string; readonly source: string; readonly earlier: string },
): KnownError =>
  new KnownError({
    code: "pipeline.vars-conflict",
    blame: "user",
    message: `Cannot read ${place} of dvc.yaml: "${facts.key}" of ${facts.source} is defined already in ${facts.earlier}`,
    hint: `Give one of the two values another name`,
    detail: { place, ...facts },
  })

export const pathOutside = (place: string, path: string): KnownError =>
  new KnownError({
    code: "pipeline.path-outside",
    blame: "user",
    message: `Cannot read dvc.yaml: ${place} names "${path}", which lies outside of the project`,
    hint: "Copy it into the project, or track it with mlwright import-url, and name it by a path below the root",
    detail: { place, path },
  })

export const cycleFound = (names: readonly string[]): KnownError =>
  new KnownError({
    code: "pipeline.cycle",
    blame: "user",
    message: `Cannot order the stages: ${names.map((name) => `"${name}"`).join(" needs ")}`,
    hint: `Remove a dependency of one of the stages ${names.slice(1).join(", ")} from dvc.yaml`,
    detail: { stages: names },
  })

export const outputsOverlap = (first: OutputOf, second: OutputOf): KnownError =>
  new KnownError({
    code: "pipeline.outputs-overlap",
    blame: "user",
    message: `Cannot read dvc.yaml: "${first.path}" of ${first.owner} and "${second.path}" of ${second.owner} overlap`,
    hint: "Give each output a path of its own",
    detail: { first, second },
  })

export interface OutputOf {
  /** Such as `stage "train"`. */
  readonly owner: string
  readonly path: string
}

export const unknownStage = (name: string, near: string | undefined, stages: readonly string[]): KnownError =>
  new KnownError({
    code: "pipeline.unknown-stage",
    blame: "user",
    message: `Cannot find the stage "${name}": dvc.yaml has ${few(stages) || "no stages"}`,
    hint: near === undefined ? "Name a stage of dvc.yaml" : `Write "${near}" in place of "${name}"`,
    detail: { name, nearest: near, stages },
  })

export const runDeclined = (stage: string): KnownError =>
  new KnownError({
    code: "pipeline.run-declined",
    blame: "user",
    message: `Stopped before the stage "${stage}": you did not want it to run; stages that had ended are kept`,
    hint: "Run the command again to go on there",
    detail: { stage },
  })

export const nobodyToAsk = (stage: string): KnownError =>
  new KnownError({
    code: "pipeline.nobody-to-ask",
    blame: "user",
    message: `Cannot ask whether the stage "${stage}" is to run: this is no terminal with a person at it`,
    hint: "Leave out --interactive, and core.interactive of .dvc/config",
    detail: { stage },
  })

export const folderOutside = (path: string): KnownError =>
  new KnownError({
    code: "pipeline.folder-outside",
    blame: "user",
    message: `Cannot depend on "${path}": wanted one file at an address, and it is a folder`,
    hint: `Import it with mlwright import-url "${path}", and depend on what is imported`,
    detail: { path },
  })

export const noStageMatches = (pattern: string, stages: readonly string[]): KnownError =>
  new KnownError({
    code: "pipeline.pattern-matches-nothing",
    blame: "user",
    message: `Cannot find stages like "${pattern}": dvc.yaml has ${few(stages) || "no stages"}`,
    hint: "List the stages with mlwright stage list, and quote the pattern so that the shell leaves it alone",
    detail: { pattern, stages },
  })

export const stageExists = (name: string): KnownError =>
  new KnownError({
    code: "pipeline.stage-exists",
    blame: "user",
    message: `Cannot add the stage "${name}": dvc.yaml has one of this name`,
    hint: "Choose another name, or replace it with --force",
    detail: { name },
  })

export const stageGenerated = (name: string, group: string): KnownError =>
  new KnownError({
    code: "pipeline.stage-generated",
    blame: "user",
    message: `Cannot freeze the stage "${name}": it is one of many that "${group}" makes`,
    hint: `Write frozen: true into the body of "${group}" in dvc.yaml`,
    detail: { name, group },
  })

export const oneOfMany = (name: string, group: string): KnownError =>
  new KnownError({
    code: "pipeline.one-of-many",
    blame: "user",
    message: `Cannot remove the stage "${name}": it is one of many that "${group}" makes`,
    hint: `Take it out of foreach or matrix of "${group}" in dvc.yaml, or remove "${group}"`,
    detail: { name, group },
  })

export const dependencyMissing = (stage: string, path: string): KnownError =>
  new KnownError({
    code: "pipeline.dependency-missing",
    blame: "user",
    message: `Cannot run the stage "${stage}": its dependency "${path}" does not exist`,
    hint: `Put the data at "${path}", fetch it with mlwright pull, or correct deps of "${stage}" in dvc.yaml`,
    detail: { stage, path },
  })

export const outputMissing = (stage: string, path: string): KnownError =>
  new KnownError({
    code: "pipeline.output-missing",
    blame: "user",
    message: `Cannot finish the stage "${stage}": its command did not write "${path}"`,
    hint: `Make the command write "${path}", or correct outs of "${stage}" in dvc.yaml`,
    detail: { stage, path },
  })

export const frozenMissing = (stage: string, path: string): KnownError =>
  new KnownError({
    code: "pipeline.frozen-missing",
    blame: "user",
    message: `Cannot take the frozen stage "${stage}" as done: its output "${path}" is not there`,
    hint: `Let it run again: mlwright unfreeze "${stage}"`,
    detail: { stage, path },
  })

export const paramMissing = (stage: string, file: string, key: string): KnownError =>
  new KnownError({
    code: "pipeline.param-missing",
    blame: "user",
    message: `Cannot run the stage "${stage}": "${file}" has no "${key}"`,
    hint: `Set ${key} in "${file}", or remove it from params of "${stage}" in dvc.yaml`,
    detail: { stage, file, key },
  })

export const paramsUnreadable = (file: string, problem: string): KnownError =>
  new KnownError({
    code: "pipeline.params-unreadable",
    blame: "user",
    message: `Cannot read the params in "${file}": ${problem}`,
    hint: `Repair "${file}"`,
    detail: { file, problem },
  })

export const lockConflict = (path: string, line: number): KnownError =>
  new KnownError({
    code: "pipeline.lock-conflict",
    blame: "user",
    message: `Cannot read "${path}": line ${line} has conflict markers of a merge`,
    hint: "Run git checkout --ours -- dvc.lock (or --theirs), then mlwright run",
    detail: { path, line },
  })

export const lockInvalid = (path: string, problem: string): KnownError =>
  new KnownError({
    code: "pipeline.lock-invalid",
    blame: "user",
    message: `Cannot read "${path}": ${problem}`,
    hint: "Restore it with git checkout -- dvc.lock, or delete it to run every stage again",
    detail: { path, problem },
  })

/**
 * A stage failed for a reason somebody can act on; who, and what to do, is as its cause says.
 *
 * @param cause the stage's own error
 */
export const stepFailed = (stage: string, cause: KnownError, detail: Readonly<Record<string, unknown>>): KnownError =>
  new KnownError({
    code: "pipeline.step-failed",
    blame: cause.blame,
    message: `Stage "${stage}" failed: ${cause.message}`,
    hint: cause.hint,
    detail: { ...detail, stage, cause: errorDocument(cause).error },
    cause,
  })

/** Several stages failed side by side, or because the others were to go on. */
export const stagesFailed = (
  stages: readonly string[],
  [first, ...others]: readonly [KnownError, ...KnownError[]],
  detail: Readonly<Record<string, unknown>>,
): KnownError =>
  new KnownError({
    code: "pipeline.stages-failed",
    blame: first.blame,
    message: `${stages.length} stages failed: ${few(stages)}; ${[first, ...others.slice(0, 4)].map(({ message }) => message).join("; ")}`,
    hint: first.hint,
    detail: { ...detail, cause: errorDocument(first).error },
    cause: first,
  })

export const commandFailed = (command: string, facts: CommandEnd): KnownError =>
  new KnownError({
    code: "pipeline.command-failed",
    blame: "user",
    message: `Cannot go on after "${command}": it ${endOf(facts)}${quoted(facts.lastLines)}`,
    hint: "Repair what the command says, then run again; finished stages are kept",
    detail: { command, ...facts },
  })

export interface CommandEnd {
  /** Absent when a signal ended it. */
  readonly exitCode?: number
  readonly signal?: string
  /** The end of what it wrote to stderr. */
  readonly lastLines: readonly string[]
}

function endOf({ exitCode, signal }: CommandEnd): string {
  return exitCode === undefined ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${exitCode}`
}

function quoted(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `; its last words were:\n${lines.map((line) => `  ${line}`).join("\n")}`
}

export const shellMissing = (shell: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "pipeline.shell-missing",
    blame: "environment",
    message: `Cannot start a command: the shell "${shell}" does not exist`,
    hint: "Set the environment variable SHELL to a shell of this machine",
    detail: { shell, retryable: false },
    cause,
  })

export const interrupted = (stage: string): KnownError =>
  new KnownError({
    code: "pipeline.interrupted",
    blame: "user",
    message: `Stopped in the stage "${stage}" as asked`,
    hint: "Run mlwright run to go on after the last finished stage",
    detail: { stage },
  })

export const projectBusy = (root: string, holder: Readonly<{ pid: number; host: string; about: string }>): KnownError =>
  new KnownError({
    code: "pipeline.project-busy",
    blame: "environment",
    message: `Cannot work on "${root}": process ${holder.pid} on ${holder.host} is busy with "${holder.about}"`,
    hint: "Wait until it has ended, then run the same command again",
    detail: { root, ...holder, retryable: true },
  })

export const executorUnknown = (stage: string, name: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "pipeline.executor-unknown",
    blame: "user",
    message: `Cannot run the stage "${stage}": its meta wants the executor "${name}", and known are ${known.map((one) => `"${one}"`).join(", ")}`,
    hint: `Write executor: ${nearest(name, known) ?? known[0]} in the meta of "${stage}" in dvc.yaml, or remove it`,
    detail: { stage, executor: name, known },
  })

export const executorInvalid = (stage: string, executor: unknown): KnownError =>
  new KnownError({
    code: "pipeline.executor-invalid",
    blame: "user",
    message: `Cannot run the stage "${stage}": meta.executor wants a name and has ${JSON.stringify(executor)}`,
    hint: `Write executor: local in the meta of "${stage}" in dvc.yaml, or remove it`,
    detail: { stage },
  })
