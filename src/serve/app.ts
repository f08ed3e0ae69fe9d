import type { FastifyInstance } from "fastify"
import type { ServeSettings } from "./config.ts"
import { addFailureReplies, refuseBadUrl, refuseOnSocket } from "./failures.ts"
import { openGuard, preflightHeaders } from "./guard.ts"
import { addPages } from "./pages/pages.ts"
import { addBatchRoute } from "./routes/batch-route.ts"
import { addInferenceRoute } from "./routes/inference-route.ts"
import { addInfoRoutes } from "./routes/info-routes.ts"
import { addInvocationsRoute } from "./routes/invocations-route.ts"
import { addPredictRoute } from "./routes/predict-route.ts"
import type { Service } from "./service.ts"

/** All endpoints on a Fastify instance that does not listen yet. */
export async function createApp(service: Service): Promise<FastifyInstance> {
  const app = await bareApp(service.settings)
  addFailureReplies(app, service)
  addGuard(app, service.settings)
  // Bodies stay text: our schema parser is the only one that says what is valid, so Fastify must not coerce before it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(["application/json", "text/csv"], { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  )
  addPredictRoute(app, service)
  addInferenceRoute(app, service)
  addInvocationsRoute(app, service)
  addInfoRoutes(app, service)
  addPages(app, service)
  await addBatchRoute(app, service)
  await app.ready()
  return app
}

/** Fastify is loaded here and not with the room: most commands need only the room's settings. */
async function bareApp(settings: ServeSettings): Promise<FastifyInstance> {
  const { default: Fastify } = await import("fastify")
  return Fastify({
    logger: false,
    bodyLimit: settings.maxBytes,
    requestTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    // Requests on open connections are still answered while closing, and told that the connection ends.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    http: {
      maxHeaderSize: settings.maxHeaderBytes,
      headersTimeout: settings.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, settings.requestTimeoutMs),
    },
    frameworkErrors: (error, _request, reply) => {
      void refuseBadUrl(error, reply)
    },
    clientErrorHandler: (error, socket) => refuseOnSocket(error, socket, settings),
  })
}

function addGuard(app: FastifyInstance, settings: ServeSettings): void {
  const guard = openGuard(settings)
  app.addHook("onRequest", (request, reply, done) => {
    guard(request, reply)
    if (request.method === "OPTIONS" && reply.hasHeader("access-control-allow-origin")) {
      reply.headers(preflightHeaders).status(204).send()
      return
    }
    done()
  })
}
