import { KnownError } from "../base/index.ts"

export const experimentUnknown = (name: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "experiment.unknown",
    blame: "user",
    message: `Cannot find the experiment "${name}": there is none of this name`,
    hint: near === undefined ? "List them with mlwright exp list --all" : `Did you mean "${near}"?`,
    detail: { name, ...(near === undefined ? {} : { nearest: near }) },
  })

export const nameAmbiguous = (name: string, refs: readonly string[]): KnownError =>
  new KnownError({
    code: "experiment.name-ambiguous",
    blame: "user",
    message: `Cannot tell which experiment "${name}" is meant: ${refs.length} have this name`,
    hint: `Name one in full: ${refs.join(" or ")}`,
    detail: { name, refs },
  })

export const nameInvalid = (name: string): KnownError =>
  new KnownError({
    code: "experiment.name-invalid",
    blame: "user",
    message: `Cannot name an experiment "${name}": wanted a name that git takes, without spaces, slashes and any of ~^:?*[\\`,
    hint: "Give another with -n, such as deeper-trees",
    detail: { name },
  })

export const nameTaken = (name: string): KnownError =>
  new KnownError({
    code: "experiment.name-taken",
    blame: "user",
    message: `Cannot make the experiment "${name}": there is one of this name on this commit`,
    hint: "Give another name with -n, or replace it with --force",
    detail: { name },
  })

export const commitWanted = (root: string): KnownError =>
  new KnownError({
    code: "experiment.commit-wanted",
    blame: "user",
    message: `Cannot make an experiment in "${root}": it varies a commit of git, and there is none`,
    hint: 'Make the first one with git add --all && git commit -m "first"',
    detail: { root },
  })

export const parameterMalformed = (text: string, problem: string): KnownError =>
  new KnownError({
    code: "experiment.parameter-malformed",
    blame: "user",
    message: `Cannot read the parameter "${text}": ${problem}`,
    hint: "Write it as -S train.depth=4, -S train.depth=4,6,8 or -S params.yaml:lr=0.1",
    detail: { text, problem },
  })

export const parameterUnknown = (key: string, file: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "experiment.parameter-unknown",
    blame: "user",
    message: `Cannot set the parameter "${key}": ${file} does not have it`,
    hint:
      near === undefined ? `To add it write -S +${key}=...` : `Did you mean "${near}"? To add it write -S +${key}=...`,
    detail: { key, file, ...(near === undefined ? {} : { nearest: near }) },
  })

export const parameterThere = (key: string, file: string): KnownError =>
  new KnownError({
    code: "experiment.parameter-there",
    blame: "user",
    message: `Cannot add the parameter "${key}": ${file} has it already`,
    hint: `Write -S ${key}=... to change it, or -S ++${key}=... to set it either way`,
    detail: { key, file },
  })

export const paramsFileUnsupported = (file: string, problem: string): KnownError =>
  new KnownError({
    code: "experiment.params-file-unsupported",
    blame: "user",
    message: `Cannot change parameters of "${file}": ${problem}`,
    hint: "Keep parameters that vary in a YAML file and name it, as in -S params.yaml:lr=0.1",
    detail: { file, problem },
  })

export const sweepTooLarge = (count: number, most: number): KnownError =>
  new KnownError({
    code: "experiment.sweep-too-large",
    blame: "user",
    message: `Cannot queue a sweep of ${count} experiments: wanted at most ${most}`,
    hint: "Give fewer values with -S, or larger steps",
    detail: { count, most },
  })

export const queuedUnreadable = (name: string, problem: string): KnownError =>
  new KnownError({
    code: "experiment.queued-unreadable",
    blame: "user",
    message: `Cannot run the queued experiment "${name}": ${problem}`,
    hint: `Take it out of the queue with mlwright exp remove ${name}`,
    detail: { name, problem },
  })

export const experimentRunning = (name: string, pid: number): KnownError =>
  new KnownError({
    code: "experiment.running",
    blame: "user",
    message: `Cannot remove the experiment "${name}": process ${pid} runs it`,
    hint: "Wait until it has ended, or end that process, then remove it",
    detail: { name, pid },
  })

export const workspaceChanged = (files: readonly string[]): KnownError =>
  new KnownError({
    code: "experiment.workspace-changed",
    blame: "user",
    message: `Cannot apply the experiment: data that is in no cache would be lost: ${files.slice(0, 5).join(", ")}`,
    hint: "Keep it with mlwright commit, or give it up with --force",
    detail: { files },
  })

export const branchExists = (branch: string): KnownError =>
  new KnownError({
    code: "experiment.branch-exists",
    blame: "user",
    message: `Cannot make the branch "${branch}": there is one of this name`,
    hint: `Give another name, or remove the branch with git branch -D ${branch}`,
    detail: { branch },
  })

export const experimentsFailed = (names: readonly string[], ran: readonly string[], cause: unknown): KnownError =>
  new KnownError({
    code: "experiment.failed",
    blame: cause instanceof KnownError ? cause.blame : "user",
    message: `Cannot finish ${names.length} of ${names.length + ran.length} experiments: ${names.join(", ")}${cause instanceof Error ? `: ${cause.message}` : ""}`,
    hint: cause instanceof KnownError ? cause.hint : "See what failed with mlwright exp show",
    detail: { failed: names, ran },
    cause,
  })

export const taskUnknown = (name: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "experiment.task-unknown",
    blame: "user",
    message: `Cannot find "${name}" in the queue: nothing of this name waits, runs or has run`,
    hint: near === undefined ? "See what there is with mlwright queue status" : `Did you mean "${near}"?`,
    detail: { name, ...(near === undefined ? {} : { nearest: near }) },
  })

export const taskNotRunning = (name: string, state: string): KnownError =>
  new KnownError({
    code: "experiment.task-not-running",
    blame: "user",
    message: `Cannot kill "${name}": it is not running, its state is ${state}`,
    hint: `Take it out of the queue with mlwright queue remove ${name}`,
    detail: { name, state },
  })

export const taskWithoutLog = (name: string, state: string): KnownError =>
  new KnownError({
    code: "experiment.task-without-log",
    blame: "user",
    message: `Cannot show what "${name}" printed: there is no log of it here, its state is ${state}`,
    hint: "Run it with mlwright queue start",
    detail: { name, state },
  })

export const taskKilled = (name: string): KnownError =>
  new KnownError({
    code: "experiment.task-killed",
    blame: "user",
    message: `The experiment "${name}" was killed with mlwright queue kill`,
    hint: `See what it printed with mlwright queue logs ${name}`,
    detail: { name },
  })

export const queueBusy = (pid: number, waitedMs: number): KnownError =>
  new KnownError({
    code: "experiment.queue-busy",
    blame: "environment",
    message: `Cannot change the queue of experiments: wanted it free within ${waitedMs / 1000} seconds, and process ${pid} is changing it`,
    hint: `End that process if it hangs, then try again: kill ${pid}`,
    detail: { pid, waitedMs },
  })
