import { mkdir, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { interrupted } from "../errors.ts"
import type { Stage } from "../load/stage.ts"
import type { StageCommand } from "./events.ts"
import type { Execution } from "./executor.ts"
import { runShell } from "./shell.ts"

/**
 * The executor on this machine. Commands run one by one: ours inside this process, others in the shell. Before a shell command the outputs
 * that do not persist are removed, as DVC does; ours replace them whole when they are done.
 *
 * @throws pipeline.interrupted, pipeline.command-failed, pipeline.shell-missing and what a command of ours throws
 */
export async function executeHere(execution: Execution): Promise<void> {
  const { stage, commands } = execution
  const signal = execution.effects.signal ?? new AbortController().signal
  if (stage.commands.some((command) => !commands.has(command))) await clearOutputs(stage)
  for (const command of stage.commands) {
    if (signal.aborted) throw interrupted(stage.name)
    const inProcess = commands.get(command)
    try {
      await (inProcess === undefined ? runInShell(execution, command, signal) : runHere(execution, inProcess, signal))
    } catch (error) {
      throw signal.aborted ? interrupted(stage.name) : error
    }
  }
}

async function runHere(execution: Execution, command: StageCommand, signal: AbortSignal): Promise<void> {
  const { stage, root, effects } = execution
  const work = command({
    stage,
    root,
    signal,
    progress: (step) => effects.onEvent?.({ kind: "progress", stage: stage.name, ...step }),
  })
  // A command that does not look at the signal is left behind; what it writes is whole or not there.
  const over = new AbortController()
  try {
    await Promise.race([work, abortOf(signal, over.signal)])
  } finally {
    over.abort()
  }
}

async function runInShell({ stage, root, effects }: Execution, command: string, signal: AbortSignal): Promise<void> {
  await runShell({
    command,
    folder: stage.folder,
    environment: { ...effects.environment, DVC_ROOT: root, DVC_STAGE: stage.name },
    signal,
    onOutput: (stream, text) => effects.onEvent?.({ kind: "output", stage: stage.name, stream, text }),
  })
}

async function clearOutputs(stage: Stage): Promise<void> {
  for (const { file, persist } of stage.outs) {
    await withFileErrors("write", file, async () => {
      await mkdir(dirname(file), { recursive: true })
      if (!persist) await rm(file, { recursive: true, force: true })
    })
  }
}

function abortOf(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over })
  })
}
