import type { Pipeline } from "./stage.ts"
/** @throws pipeline.* */
export declare function loadPipeline(root: string): Promise<Pipeline>
