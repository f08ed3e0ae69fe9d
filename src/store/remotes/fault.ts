import { KnownError } from "../../base/index.ts"
import { remoteUnreachable } from "../errors.ts"

/** An object that could not be moved. */
export interface HashedFault {
  readonly key: string
  /** The system's or server's, or one of ours: CORRUPT, CHANGED, MISSING. */
  readonly code: string
  readonly message: string
  /** What was thrown. */
  readonly cause?: unknown
}

export function faultOf(key: string, error: unknown): HashedFault {
  const { code, name, message } = error as NodeJS.ErrnoException
  return { key, code: String(code ?? name), message, cause: error }
}

/**
 * What stands in the way of all objects is told once: in its own words when it is known, else as a remote that cannot be
 * reached.
 *
 * @throws store.remote-unreachable, and what is known
 */
export function refuseFaults(url: string, faults: readonly HashedFault[]): void {
  const [fault] = faults
  if (fault === undefined) return
  refuseKnown(faults)
  throw remoteUnreachable(url, fault.code, fault.message)
}

export function refuseKnown(faults: readonly HashedFault[]): void {
  const known = faults.find(({ cause }) => cause instanceof KnownError)
  if (known !== undefined) throw known.cause
}
