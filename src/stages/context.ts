import type { Clock, Progress } from "../base/index.ts"
import type { EvaluateSettings } from "../evaluate/index.ts"
import type { FeatureSettings } from "../feature/index.ts"
import type { ModelSettings } from "../model/index.ts"
import type { Task, ValidateSettings } from "../schema/index.ts"
import type { DataSettings } from "../table/index.ts"
import type { TrainAnswer, TrainQuestion, TrainResult, TrainSettings } from "../train/index.ts"
import type { SplitSettings } from "./split.ts"

/** The settings the standard stages read. */
export interface StageSettings {
  readonly data: DataSettings
  readonly target: { readonly name: string; readonly expression?: string | undefined }
  readonly task: Task
  readonly split: SplitSettings
  readonly validate: ValidateSettings
  readonly features: FeatureSettings
  readonly train: TrainSettings
  readonly model: ModelSettings
  readonly evaluate: EvaluateSettings
}

/** What a stage is given; it reads and writes only below `root`. */
export interface StageContext {
  /** Absolute folder of the project. */
  readonly root: string
  /** Name of the project and of its model. */
  readonly name: string
  readonly settings: StageSettings
  readonly effects: StageEffects
}

export interface StageEffects {
  readonly progress: Progress
  readonly clock: Clock
  /** The environment, for `${NAME}` in the address of a table. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Where the artifact of a REF lies, for `train.warmStart`; undefined for `champion` while there is none. */
  readonly findModel?: (ref: string) => Promise<{ readonly folder: string; readonly ref: string } | undefined>
  /** Absent when nobody is there to be asked. */
  readonly ask?: (question: TrainQuestion) => Promise<TrainAnswer>
  /** Stops long work; the earlier outputs stay whole. */
  readonly signal?: AbortSignal
}

/** What a stage tells people when it is done. */
export interface StageReport {
  /** One line, such as `16,512 rows, 24 features`. */
  readonly summary: string
  /** Things a person should know, each with its reason. */
  readonly notes: readonly string[]
  /** Of the train stage: every candidate, best first. */
  readonly trials?: TrainResult["trials"]
}
