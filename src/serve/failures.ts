import type { Socket } from "node:net"
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { errorDocument, KnownError } from "../base/index.ts"
import type { ServeSettings } from "./config.ts"
import {
  bodyTooLarge,
  bodyUnreadable,
  contentTypeUnknown,
  endpointUnknown,
  methodWrong,
  requestMalformed,
  requestTooSlow,
} from "./errors.ts"
import { sendJson } from "./routes/reply.ts"
import { type Diary, type Service, secondsSince } from "./service.ts"
import { statusOf } from "./status.ts"

declare module "fastify" {
  interface FastifyRequest {
    /** Milliseconds of the service's clock. */
    arrivedAt: number
  }
}

/** Every failure of a request becomes one error document with its status; bugs are written down as well. */
export function addFailureReplies(app: FastifyInstance, service: Service): void {
  // The engine keeps times only where it writes a log of its own.
  app.decorateRequest("arrivedAt", 0)
  app.addHook("onRequest", (request, _reply, done) => {
    request.arrivedAt = service.effects.clock.elapsed()
    done()
  })
  app.setErrorHandler((thrown: unknown, request, reply) => {
    const error = knownRequestError(thrown, request, service.settings)
    const status = statusOf(error)
    if (status >= 500) tell(service.effects.diary, request, error)
    service.metrics.answered(request.routeOptions.url ?? "none", status, secondsSince(service, request.arrivedAt))
    return sendFailure(reply, error, status)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0]!
    const allowed = ["GET", "POST"].filter((method) => app.hasRoute({ method: method as "GET", url: path }))
    if (allowed.length === 0) throw endpointUnknown(request.method, path, endpoints)
    reply.header("allow", allowed.join(", "))
    throw methodWrong(request.method, path, allowed)
  })
}

/** What the router refuses before any route is found. */
export function refuseBadUrl(error: Error, reply: FastifyReply): FastifyReply {
  return sendJson(reply.status(400), JSON.stringify(errorDocument(requestMalformed(error.message))))
}

/** What the HTTP parser itself refuses: too slow, headers too long, not HTTP. It is answered on the bare socket. */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Socket, settings: ServeSettings): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy()
    return
  }
  const [line, known] = socketFailure(error.code, settings)
  const body = JSON.stringify(errorDocument(known))
  const head = [
    `HTTP/1.1 ${line}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}

/** @returns status with its reason, which are written out: to load `node:http` for its table takes 40 ms of every command */
function socketFailure(code: string | undefined, settings: ServeSettings): readonly [string, KnownError] {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return ["408 Request Timeout", requestTooSlow(settings.requestTimeoutMs)]
    case "HPE_HEADER_OVERFLOW":
      return [
        "431 Request Header Fields Too Large",
        requestMalformed(`its headers are longer than ${settings.maxHeaderBytes} bytes`),
      ]
    default:
      return ["400 Bad Request", requestMalformed(`it is not HTTP/1.1 (${code ?? "unknown"})`)]
  }
}

function sendFailure(reply: FastifyReply, error: unknown, status: number): FastifyReply {
  const document = errorDocument(error)
  reply.status(status).header("cache-control", "no-store")
  if (reply.request.routeOptions.url !== "/invocations") return sendJson(reply, JSON.stringify(document))
  // MLflow's clients read these keys and expect 400 where we say more exactly what was wrong.
  const mlflow = { error_code: status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR", message: document.error.message }
  return sendJson(reply.status(status === 422 ? 400 : status), JSON.stringify({ ...mlflow, ...document }))
}

/** Fastify's own errors in our words. */
function knownRequestError(thrown: unknown, request: FastifyRequest, settings: ServeSettings): unknown {
  if (thrown instanceof KnownError) return thrown
  if (request.raw.readableAborted) return bodyUnreadable("sent", "the connection was closed in the middle of it")
  const isBatch = request.routeOptions.url === "/batch_predict"
  switch ((thrown as FastifyError | null)?.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
    case "FST_REQ_FILE_TOO_LARGE":
      return isBatch
        ? bodyTooLarge(settings.maxBatchBytes, "maxBatchBytes")
        : bodyTooLarge(settings.maxBytes, "maxBytes")
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return contentTypeUnknown(request.headers["content-type"], wantedTypes(request.routeOptions.url))
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return bodyUnreadable("sent", "it is shorter or longer than its content-length")
    case "FST_PARTS_LIMIT":
    case "FST_FILES_LIMIT":
    case "FST_FIELDS_LIMIT":
      return bodyUnreadable("multipart", "wanted one uploaded file")
    default:
      return thrown
  }
}

function wantedTypes(route: string | undefined): readonly string[] {
  return route === "/invocations" ? ["application/json", "text/csv"] : ["application/json"]
}

function tell(diary: Diary, request: FastifyRequest, error: unknown): void {
  diary.error({ method: request.method, route: request.routeOptions.url, err: error }, "a request failed")
}

const endpoints = ["/", "/docs", "/predict", "/batch_predict", "/inference", "/invocations", "/health"] as const
