import type { FastifyInstance, FastifyRequest } from "fastify"
import { type Parsed, recordsOf } from "../../schema/index.ts"
import { tooManyRows } from "../errors.ts"
import { exactJson } from "../log/number-text.ts"
import type { ServedModel } from "../served-model.ts"
import { answer, refuseProblems, type Service, secondsSince } from "../service.ts"
import { isCsvType, parseCsv, readJson } from "./body.ts"
import { decodeInvocation } from "./invocations.ts"
import { callerRequestId, sendJson } from "./reply.ts"

/** `POST /invocations`: the scoring protocol of MLflow and of SageMaker; answers `{"predictions": [...]}`. */
export function addInvocationsRoute(app: FastifyInstance, service: Service): void {
  app.post("/invocations", (request, reply) => {
    const startedAt = service.effects.clock.elapsed()
    const served = service.versions.inService
    const { parsed, inputs } = readRows(request, served, service.settings.maxRows)
    const { outputs } = answer(service, served, {
      rows: parsed.rows,
      inputs,
      startedAt,
      ...callerRequestId(request),
    })
    const warnings = parsed.warnings.length === 0 ? {} : { warnings: parsed.warnings }
    const text = exactJson({ predictions: outputs.map((output) => output.prediction), ...warnings })
    service.metrics.answered("/invocations", 200, secondsSince(service, startedAt))
    return sendJson(reply, text)
  })
}

function readRows(
  request: FastifyRequest,
  served: ServedModel,
  maxRows: number,
): { readonly parsed: Parsed; readonly inputs: readonly unknown[] } {
  if (isCsvType(request.headers["content-type"])) {
    const table = parseCsv(request.body as string)
    if (table.cells.length > maxRows) throw tooManyRows(table.cells.length, maxRows, "maxRows")
    const parsed = served.parseCells(table)
    refuseProblems(parsed.problems, table.cells.length)
    return { parsed, inputs: recordsOf(served.model.schema, parsed.rows) }
  }
  const records = decodeInvocation(readJson(request), served.columns.inputs)
  if (records.length > maxRows) throw tooManyRows(records.length, maxRows, "maxRows")
  const parsed = served.parseRecords(records)
  refuseProblems(parsed.problems, records.length)
  return { parsed, inputs: records }
}
