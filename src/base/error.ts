/** Who can act on an error: it decides the exit code, the HTTP status and the tone of the message. */
export type Blame = "user" | "environment" | "gate"

export interface KnownErrorFacts {
  /** `folder.what-happened`; stable for ever, never used again for something else. */
  readonly code: string
  readonly blame: Blame
  /** The action that failed, what is wanted and what came; no full stop. */
  readonly message: string
  /** One command or one setting to change. */
  readonly hint: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** An error a person can act on. Anything else that is thrown is our bug. */
export class KnownError extends Error {
  readonly code: string
  readonly blame: Blame
  readonly hint: string
  readonly detail: Readonly<Record<string, unknown>>

  constructor(facts: KnownErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = "KnownError"
    this.code = facts.code
    this.blame = facts.blame
    this.hint = facts.hint
    this.detail = facts.detail ?? {}
  }
}

/** Exit code of the command line for an error: 1 our bug, 2 user, 3 environment, 4 the answer is no. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 | 4 {
  if (!(error instanceof KnownError)) return 1
  return exitCodes[error.blame]
}

/** The shape printed with `--json` and sent over HTTP. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string
    readonly blame: Blame | "bug"
    readonly message: string
    readonly hint: string
    readonly detail: Readonly<Record<string, unknown>>
  }
}

/** One document for every place that shows an error; a bug keeps its message but never its stack. */
export function errorDocument(error: unknown): ErrorDocument {
  if (error instanceof KnownError) {
    const { code, blame, message, hint, detail } = error
    return { error: { code, blame, message, hint, detail } }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    error: { code: "bug", blame: "bug", message, hint: "Run again with -v and report the stack trace", detail: {} },
  }
}

const exitCodes = { user: 2, environment: 3, gate: 4 } as const satisfies Record<Blame, number>
