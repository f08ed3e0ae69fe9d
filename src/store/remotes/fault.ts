/** An object that could not be moved. */
export interface HashedFault {
  readonly key: string
  /** The system's or server's, or one of ours: CORRUPT, CHANGED, MISSING. */
  readonly code: string
  readonly message: string
}

export function faultOf(key: string, error: unknown): HashedFault {
  const { code, name, message } = error as NodeJS.ErrnoException
  return { key, code: code ?? name, message }
}
