import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inputColumns } from "../../schema/index.ts"
import { testModel } from "../fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "../fixtures/server.ts"
import { exampleRecord } from "../openapi/example.ts"
import { openApiOf } from "../openapi/openapi.ts"
import { serveModel } from "../served-model.ts"

let service: TestServer
beforeAll(async () => {
  service = await openTestServer([testModel()])
})
afterAll(() => service.close())

describe.each(["/", "/docs"])("the page %s", (path) => {
  test("loads nothing from elsewhere and allows only its own script and style, by hash", async () => {
    const { text, headers } = await ask(service.server, path)
    const policy = headers.get("content-security-policy")!
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain("unsafe")
    for (const [, tag, content] of text.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)) {
      const hash = createHash("sha256").update(content!).digest("base64")
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`)
    }
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(text).not.toMatch(/\son\w+=|\sstyle="/)
  })
})

describe("the form", () => {
  test("has a labelled control for every input column, of its type", async () => {
    const { text } = await ask(service.server, "/")
    const names = inputColumns(testModel().schema).map((column) => column.name)
    names.forEach((name, index) => {
      expect(text).toContain(`<label for="field-${index}">${name}</label>`)
    })
    expect(text).toMatch(/<select id="field-0" name="city".*<option value="Bern">Bern<\/option>/)
    expect(text).toContain('<input type="number" inputmode="numeric" step="1" min="1" max="12" id="field-1"')
    expect(text).toContain('<input type="date" id="field-4"')
    expect(text).toContain('<input type="datetime-local" step="1" id="field-5"')
    expect(text).toContain("Living area · 0 to 500 m²")
  })

  test("writes names, words and descriptions as text, whatever they hold", async () => {
    const model = testModel()
    const evil = "</script><img src=x onerror=alert(1)>\"'&"
    const schema = {
      columns: model.schema.columns.map((column) =>
        column.name === "city" ? { ...column, categories: [evil], description: evil, unit: evil } : column,
      ),
    }
    const other = await openTestServer([{ ...model, schema, name: evil, target: { name: evil } }])
    for (const path of ["/", "/docs"]) expect((await ask(other.server, path)).text).not.toContain("<img")
    await other.close()
  })
})

describe("GET /openapi.json", () => {
  test("is OpenAPI 3.1 and describes every endpoint that the server has", async () => {
    const { body } = await ask(service.server, "/openapi.json")
    expect(body.openapi).toBe("3.1.0")
    for (const [path, methods] of Object.entries<Record<string, unknown>>(body.paths)) {
      const [method] = Object.keys(methods)
      const { status } = await ask(service.server, path.replace("{id}", "x"), method === "post" ? { body: "" } : {})
      expect([path, status]).not.toEqual([path, 405])
      expect([path, method === "get" && path.includes("{") ? 200 : status]).not.toEqual([path, 404])
    }
  })

  test("asks for the record that the schema asks for", async () => {
    const { body } = await ask(service.server, "/openapi.json")
    expect(body.components.schemas.Record).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: ["city", "rooms", "area", "built", "sold"],
      properties: {
        area: { type: "number", minimum: 0, maximum: 500, description: "Living area Unit: m²." },
        balcony: { type: ["boolean", "null"] },
        built: { type: "string", format: "date" },
      },
    })
  })

  test("has examples that the server answers", async () => {
    const { body } = await ask(service.server, "/openapi.json")
    let tried = 0
    for (const [path, { post }] of Object.entries<{
      post?: { requestBody: { content: Record<string, { example?: unknown }> } }
    }>(body.paths)) {
      for (const [type, { example }] of Object.entries(post?.requestBody.content ?? {})) {
        if (example === undefined) continue
        const answer = await ask(service.server, path, { body: example, type })
        expect([path, type, answer.status, answer.body?.error?.message]).toEqual([path, type, 200, undefined])
        tried++
      }
    }
    expect(tried).toBe(7)
  })

  test("refers only to schemas it has", () => {
    const found = { name: "m", version: "1", folder: "" }
    const document = openApiOf(serveModel(testModel("binary", ["no", "yes"]), found), "0.0.0")
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name)
    }
  })
})

test("an example kept with the artifact is shown when the schema takes it, and else one is made", () => {
  const found = { name: "m", version: "1", folder: "" }
  const model = testModel()
  const made = exampleRecord(model.schema)
  const kept = { ...made, city: "Rome" }
  expect(serveModel(model, found, kept).example).toEqual(kept)
  expect(serveModel(model, found, { city: 3 }).example).toEqual(made)
  expect(serveModel(model, found).parseRecords([made]).problems).toEqual([])
})
