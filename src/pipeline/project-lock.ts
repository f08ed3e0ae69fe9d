import type { Lock, LockHolder } from "../store/index.ts"
export interface ProjectLockOptions {
  /** How long to wait for another command in the same project. */
  readonly timeoutMs?: number
  /** Called when the wait begins. */
  readonly onWait?: (holder: LockHolder) => void
}
/** @throws pipeline.project-busy */
export declare function acquireProjectLock(root: string, about: string, options?: ProjectLockOptions): Promise<Lock>
