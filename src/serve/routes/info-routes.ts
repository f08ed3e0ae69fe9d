import type { FastifyInstance } from "fastify"
import { version } from "../../base/index.ts"
import { predictionNotReadable } from "../errors.ts"
import { readPrediction } from "../log/database-sink.ts"
import { exactJson } from "../log/number-text.ts"
import type { Service } from "../service.ts"
import { sendJson } from "./reply.ts"

/** Endpoints that say how the server is and what it did. */
export function addInfoRoutes(app: FastifyInstance, service: Service): void {
  const startedAt = service.effects.clock.elapsed()
  app.get("/ping", (_request, reply) => sendJson(reply, "{}\n"))

  app.get("/health", (_request, reply) => {
    const sinks = service.log.states()
    const isWhole = sinks.every((sink) => sink.failure === undefined && sink.lost === 0)
    const document = {
      status: isWhole ? "ok" : "degraded",
      model: service.versions.inService.name,
      uptimeSeconds: Math.round((service.effects.clock.elapsed() - startedAt) / 1000),
      predictionLog: sinks,
    }
    return sendJson(reply, JSON.stringify(document))
  })

  app.get("/version", async (_request, reply) => {
    const { name, model, found } = service.versions.inService
    const document = {
      mlwright: version,
      model: { ...name, task: model.task, target: model.target.name, runId: found.runId ?? null },
      versions: await service.versions.list(),
    }
    return sendJson(reply, JSON.stringify(document))
  })

  app.get("/metrics", async (_request, reply) =>
    reply.header("content-type", service.metrics.contentType).send(await service.metrics.text()),
  )

  app.get<{ Params: { id: string } }>("/predictions/:id", async (request, reply) => {
    if (service.database === undefined) throw predictionNotReadable()
    await service.log.flush()
    const found = await readPrediction(service.database, request.params.id)
    return sendJson(reply, exactJson({ ...found, at: new Date(found.at).toISOString() }))
  })
}
