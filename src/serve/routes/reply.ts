import type { FastifyReply, FastifyRequest } from "fastify"

/** @param text JSON already written */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header("content-type", jsonType).send(text)
}

/** The caller's id of the request, if it sent one that can be logged and echoed as it is. */
export function callerRequestId(request: FastifyRequest): { readonly requestId?: string } {
  const given = request.headers["x-request-id"]
  return typeof given === "string" && plainId.test(given) ? { requestId: given } : {}
}

/** What a JSON value is, in words for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing"
  if (value === null) return "null"
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

const jsonType = "application/json; charset=utf-8"
const plainId = /^[\x21-\x7e]{1,200}$/
