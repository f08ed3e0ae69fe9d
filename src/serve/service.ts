import type { Clock, Json } from "../base/index.ts"
import { type Output, outputOf, type Predicted, predict } from "../model/index.ts"
import type { Problem, Rows } from "../schema/index.ts"
import type { Database } from "../store/index.ts"
import type { ServeSettings } from "./config.ts"
import { recordsInvalid } from "./errors.ts"
import type { LoadedVersions } from "./loaded-versions.ts"
import type { PredictionLog } from "./log/prediction-log.ts"
import type { ServeMetrics } from "./metrics.ts"
import type { ServedModel } from "./served-model.ts"

/** What every endpoint works with. */
export interface Service {
  readonly versions: LoadedVersions
  readonly log: PredictionLog
  /** Where `GET /predictions/:id` looks; absent when predictions are not recorded in a database. */
  readonly database?: Database
  readonly settings: ServeSettings
  readonly metrics: ServeMetrics
  readonly effects: ServiceEffects
}

export interface ServiceEffects {
  readonly clock: Clock
  /** A new UUIDv7. */
  readonly newId: () => string
  readonly diary: Diary
}

/** Where the server tells what happens to it; a pino logger fits. */
export interface Diary {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** Checked rows of one request. */
export interface Question {
  readonly rows: Rows
  /** The same rows as JSON records, for the log. */
  readonly inputs: readonly unknown[]
  /** The caller's; the first prediction's id when there is none. */
  readonly requestId?: string
  /** `clock.elapsed()` when the body was there. */
  readonly startedAt: number
}

/** All long as there are rows, in their order. */
export interface Answered {
  readonly ids: readonly string[]
  readonly outputs: readonly Output[]
  readonly predicted: Predicted
}

/** Predict checked rows and hand each to the prediction log: every endpoint that predicts ends here. */
export function answer(service: Service, served: ServedModel, question: Question): Answered {
  const { clock, newId } = service.effects
  const predicted = predict(served.model, question.rows)
  const at = clock.now()
  const latencyMicroseconds = Math.round((clock.elapsed() - question.startedAt) * 1000)
  const ids: string[] = []
  const outputs: Output[] = []
  for (let row = 0; row < question.rows.count; row++) {
    const id = newId()
    const output = outputOf(predicted, row, served.classes)
    ids.push(id)
    outputs.push(output)
    service.log.append({
      id,
      at,
      model: served.name,
      input: question.inputs[row] as Readonly<Record<string, Json>>,
      output,
      latencyMicroseconds,
      requestId: question.requestId ?? ids[0]!,
      columns: served.columns,
    })
  }
  service.metrics.predicted(served.name, question.rows.count)
  return { ids, outputs, predicted }
}

/** @param at what `clock.elapsed()` was */
export function secondsSince({ effects }: Service, at: number): number {
  return (effects.clock.elapsed() - at) / 1000
}

/** @throws serve.records-invalid */
export function refuseProblems(problems: readonly Problem[], rows: number): void {
  if (problems.length > 0) throw recordsInvalid(rows, problems)
}
