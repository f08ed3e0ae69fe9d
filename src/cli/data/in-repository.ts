import { formatNumber } from "../../base/index.ts"
import type { Repository } from "../../repository/index.ts"
import type { Context } from "../command.ts"
import type { Terminal } from "../terminal.ts"

/** Work on the repository of the current folder while no other command changes it; who is waited for is told. */
export async function inRepository<T>(
  { terminal, folder }: Context,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const { changeRepository } = await import("../../repository/index.ts")
  return changeRepository(folder, tellingWait(terminal), work)
}

export function tellingWait(terminal: Terminal): (pid: number) => void {
  return (pid) =>
    terminal.note(`waiting for ${pid === 0 ? "another process" : `process ${pid}`} of dvc or mlwright to end`)
}

/** Progress of work on many files: how many are done, and how many in a second. */
export function counting(terminal: Terminal, title: string): (files: number) => void {
  const tell = terminal.progress(title)
  const started = performance.now()
  let done = 0
  return (files) => {
    done += files
    const rate = Math.round(done / Math.max(0.001, (performance.now() - started) / 1000))
    tell({ text: `${formatNumber(done)} files, ${formatNumber(rate)} a second` })
  }
}
