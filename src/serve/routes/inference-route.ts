import type { FastifyInstance } from "fastify"
import { isPlainObject } from "../../base/index.ts"
import { shapeUnknown, tooManyRows } from "../errors.ts"
import { exactJson } from "../log/number-text.ts"
import { answer, refuseProblems, type Service, secondsSince } from "../service.ts"
import { readJson } from "./body.ts"
import { recordsByPosition } from "./positional.ts"
import { callerRequestId, kindOf, sendJson } from "./reply.ts"

/**
 * `POST /inference`: `{"data": [[...], ...], "model_version": "1"}`, values in the order of the schema's input columns, the
 * version chosen by each request (the one in service when absent).
 */
export function addInferenceRoute(app: FastifyInstance, service: Service): void {
  app.post("/inference", async (request, reply) => {
    const startedAt = service.effects.clock.elapsed()
    const { data, wanted } = readRequest(readJson(request))
    const { maxRows } = service.settings
    if (data.length > maxRows) throw tooManyRows(data.length, maxRows, "maxRows")
    const served = wanted === undefined ? service.versions.inService : await service.versions.get(wanted)
    const records = recordsByPosition(served.columns.inputs, data)
    const { rows, problems, warnings } = served.parseRecords(records)
    refuseProblems(problems, data.length)
    const { ids, outputs } = answer(service, served, {
      rows,
      inputs: records,
      startedAt,
      ...callerRequestId(request),
    })
    const probabilities =
      served.model.classes.length === 0 ? {} : { probabilities: outputs.map((o) => o.probabilities) }
    const text = exactJson({
      status: "inference completed",
      predictions: outputs.map((output) => output.prediction),
      ...probabilities,
      ids,
      model: served.name,
      ...(warnings.length === 0 ? {} : { warnings }),
    })
    service.metrics.answered("/inference", 200, secondsSince(service, startedAt))
    return sendJson(reply, text)
  })
}

function readRequest(body: unknown): { readonly data: readonly unknown[]; readonly wanted: string | undefined } {
  const wantedShape = 'an object {"data": [[...], ...], "model_version": "1"}'
  if (!isPlainObject(body)) throw shapeUnknown(wantedShape, kindOf(body))
  const { data, model_version: version, ...rest } = body
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw shapeUnknown(wantedShape, `the unknown key "${unknown}"`)
  if (!Array.isArray(data)) throw shapeUnknown(`"data" to be an array of rows`, kindOf(data))
  if (version !== undefined && typeof version !== "string" && !Number.isSafeInteger(version)) {
    throw shapeUnknown('"model_version" to be a text or a whole number', kindOf(version))
  }
  return { data, wanted: version === undefined ? undefined : String(version) }
}
