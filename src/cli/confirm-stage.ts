import { interrupted } from "./errors.ts"
import type { ShownEvents } from "./run-events.ts"

/** Asks on a terminal whether a stage is to run; of stages side by side one after the other. */
export function confirmStages({ aside }: ShownEvents): (stage: string) => Promise<boolean> {
  let before: Promise<unknown> = Promise.resolve()
  return (stage) => {
    const asked = before.then(() => aside(() => ask(stage)))
    before = asked.catch(() => undefined)
    return asked
  }
}

async function ask(stage: string): Promise<boolean> {
  const { confirm, isCancel } = await import("@clack/prompts")
  const answer = await confirm({ message: `Run the stage ${stage}?`, output: process.stderr })
  if (isCancel(answer)) throw interrupted()
  return answer
}
