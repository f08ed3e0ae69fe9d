import type { FastifyInstance, FastifyRequest } from "fastify"
import { isPlainObject } from "../../base/index.ts"
import type { Problem } from "../../schema/index.ts"
import { shapeUnknown, tooManyRows } from "../errors.ts"
import { answer, refuseProblems, type Service, secondsSince } from "../service.ts"
import { answerText } from "./answer.ts"
import { readJson } from "./body.ts"
import { askedExtras, extraTexts } from "./extras.ts"
import { callerRequestId, kindOf, sendJson } from "./reply.ts"

/** `POST /predict`: an object gets one answer, an array of objects gets an array of answers in its order. See `Extras` for more. */
export function addPredictRoute(app: FastifyInstance, service: Service): void {
  app.post("/predict", (request, reply) => {
    const startedAt = service.effects.clock.elapsed()
    const body = readJson(request)
    const text = Array.isArray(body)
      ? answerMany(service, body, { request, startedAt })
      : answerOne(service, body, { request, startedAt })
    service.metrics.answered("/predict", 200, secondsSince(service, startedAt))
    return sendJson(reply, text)
  })
}

interface Arrival {
  readonly request: FastifyRequest
  readonly startedAt: number
}

function answerOne(service: Service, record: unknown, arrival: Arrival): string {
  if (!isPlainObject(record)) throw shapeUnknown("an object or an array of objects", kindOf(record))
  const served = service.versions.inService
  const inputs = [record]
  const { rows, problems, warnings } = served.parseRecords(inputs)
  refuseProblems(problems, 1)
  const asked = askedExtras(arrival.request, served, { rows: 1, settings: service.settings })
  const { ids, outputs, predicted } = answer(service, served, {
    rows,
    inputs,
    startedAt: arrival.startedAt,
    ...callerRequestId(arrival.request),
  })
  const [extra] = extraTexts(served, asked, { rows, predicted })
  return answerText(ids[0]!, outputs[0]!, `${extra ?? ""}${tailWith(served.tail, warnings)}`)
}

function answerMany(service: Service, records: readonly unknown[], arrival: Arrival): string {
  const { maxRows } = service.settings
  if (records.length > maxRows) throw tooManyRows(records.length, maxRows, "maxRows")
  const served = service.versions.inService
  const { rows, problems, warnings } = served.parseRecords(records)
  refuseProblems(problems, records.length)
  const asked = askedExtras(arrival.request, served, { rows: records.length, settings: service.settings })
  const { ids, outputs, predicted } = answer(service, served, {
    rows,
    inputs: records,
    startedAt: arrival.startedAt,
    ...callerRequestId(arrival.request),
  })
  const byRow = Map.groupBy(warnings, (warning) => warning.row)
  const extras = extraTexts(served, asked, { rows, predicted })
  const texts = outputs.map((output, row) =>
    answerText(ids[row]!, output, `${extras[row] ?? ""}${tailWith(served.tail, byRow.get(row) ?? [])}`),
  )
  return `[${texts.join(",")}]`
}

function tailWith(tail: string, warnings: readonly Problem[]): string {
  return warnings.length === 0 ? tail : `${tail},"warnings":${JSON.stringify(warnings)}`
}
