import type { ChangeReason, RunEffects, RunRequest } from "./events.ts"
export interface StagePlan {
  readonly name: string
  /** Empty when the stage is up to date. */
  readonly reasons: readonly ChangeReason[]
}
export declare function planPipeline(request: RunRequest, effects: RunEffects): Promise<readonly StagePlan[]>
