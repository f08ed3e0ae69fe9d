/** Who holds a lock. */
export interface LockHolder {
  /** 0 when the holder has not said yet. */
  readonly pid: number
  readonly host: string
  /** The command it is running, in words. */
  readonly about: string
  /** Milliseconds since 1970 UTC. */
  readonly since: number
}

export type LockOutcome =
  | { readonly held: true; readonly lock: Lock }
  | { readonly held: false; readonly holder: LockHolder }

export interface Lock {
  release(): Promise<void>
}

export interface LockOptions {
  /** How long to wait for another holder; 0, the default, does not wait. */
  readonly timeoutMs?: number
  /** Called once when the wait begins, and again when another holder takes over. */
  readonly onWait?: (holder: LockHolder) => void
}

export declare function acquireLock(path: string, about: string, options?: LockOptions): Promise<LockOutcome>
