import type { RunEffects, RunReport, RunRequest, StageCommand } from "./events.ts"
/** @throws pipeline.step-failed */
export declare function runPipeline(
  request: RunRequest,
  commands: ReadonlyMap<string, StageCommand>,
  effects: RunEffects,
): Promise<RunReport>
