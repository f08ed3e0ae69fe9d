import type { FastifyInstance, FastifyReply } from "fastify"
import { version } from "../../base/index.ts"
import { openApiOf } from "../openapi/openapi.ts"
import { sendJson } from "../routes/reply.ts"
import type { Service } from "../service.ts"
import { docsPage } from "./docs-page.ts"
import { formPage } from "./form-page.ts"
import type { RenderedPage } from "./html.ts"

/** The form, the API page and the document it is made from; made at the first look, so that starting stays fast. */
export function addPages(app: FastifyInstance, service: Service): void {
  const served = service.versions.inService
  const document = once(() => openApiOf(served, version))
  const text = once(() => JSON.stringify(document()))
  const form = once(() => formPage(served))
  const docs = once(() => docsPage(served, document()))
  app.get("/openapi.json", (_request, reply) => sendJson(reply, text()))
  app.get("/", (_request, reply) => sendPage(reply, form()))
  app.get("/docs", (_request, reply) => sendPage(reply, docs()))
}

function sendPage(reply: FastifyReply, page: RenderedPage): FastifyReply {
  return reply
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": page.policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-cache",
    })
    .send(page.html)
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
