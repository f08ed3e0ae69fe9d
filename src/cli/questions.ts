import { cancel, isCancel, select } from "@clack/prompts"
import type { Ask } from "../project/index.ts"
import { stopped } from "./errors.ts"
import type { Terminal } from "./terminal.ts"

/** Questions on a terminal, each with the guess as the answer that Enter takes. */
export function questions(terminal: Terminal): Ask {
  return async ({ question, choices, guess }) => {
    terminal.status("") // the progress line would stand before the question
    const answer = await select({
      message: question,
      initialValue: guess,
      options: choices.map(({ value, label, hint }) => ({ value, label, ...(hint === undefined ? {} : { hint }) })),
      output: process.stderr,
    })
    if (isCancel(answer)) {
      cancel("nothing was made", { output: process.stderr })
      throw stopped()
    }
    return answer
  }
}
