import { KnownError } from "../base/index.ts"

/** HTTP status of an error: by its code where that says more than who is to blame. */
export function statusOf(error: unknown): number {
  if (!(error instanceof KnownError)) return 500
  return statuses.get(error.code) ?? byBlame[error.blame]
}

const byBlame = { user: 422, environment: 503, gate: 409 } as const

const statuses: ReadonlyMap<string, number> = new Map([
  ["serve.body-unreadable", 400],
  ["serve.request-malformed", 400],
  ["serve.query-invalid", 400],
  ["serve.query-unknown", 400],
  ["serve.host-refused", 403],
  ["serve.origin-refused", 403],
  ["serve.version-unknown", 404],
  ["serve.prediction-unknown", 404],
  ["serve.no-database-sink", 404],
  ["serve.endpoint-unknown", 404],
  ["serve.method-wrong", 405],
  ["serve.request-too-slow", 408],
  ["serve.body-too-large", 413],
  ["serve.too-many-rows", 413],
  ["serve.content-type-unknown", 415],
])
