import { inputColumns } from "../../schema/index.ts"
import type { ApiContent, ApiDocument, ApiOperation } from "../openapi/openapi-parts.ts"
import type { ServedModel } from "../served-model.ts"
import { docsScript } from "./docs-script.ts"
import { docsStyle } from "./docs-style.ts"
import { topBar } from "./form-page.ts"
import { dataBlock, escapeHtml, type RenderedPage, renderPage } from "./html.ts"

/** The API page: every operation of the OpenAPI document with a way to try it; loads nothing. */
export function docsPage(served: ServedModel, document: ApiDocument): RenderedPage {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const examples = operations.map(({ operation }) => examplesOf(operation.requestBody?.content ?? {}))
  const sections = document.tags.map((tag) => {
    const ofTag = operations
      .map((entry, index) => ({ ...entry, index }))
      .filter(({ operation }) => operation.tags.includes(tag.name))
    return `<section aria-labelledby="tag-${tag.name}"><h2 id="tag-${tag.name}">${escapeHtml(tag.description)}</h2>
${ofTag.map(operationBlock).join("\n")}</section>`
  })
  const body = `${topBar(served, "docs")}
<main class="wrap">
<div class="title">
<h1>${escapeHtml(document.info.title)}</h1>
<p>${escapeHtml(String(document.info["description"] ?? ""))} <a href="openapi.json">openapi.json</a></p>
</div>
${sections.join("\n")}
${recordTable(served)}
</main>
${dataBlock("examples", examples)}`
  return renderPage({ title: document.info.title, body, style: docsStyle, script: docsScript })
}

interface Entry {
  readonly path: string
  readonly method: string
  readonly operation: ApiOperation
  readonly index: number
}

function operationBlock({ path, method, operation, index }: Entry): string {
  const content = operation.requestBody?.content
  return `<details class="card operation"${index === 0 ? " open" : ""}>
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code> <span class="summary">${escapeHtml(operation.summary)}</span></summary>
${operation.description === undefined ? "" : `<p class="quiet">${escapeHtml(operation.description)}</p>`}
<form class="try" data-index="${index}" data-method="${method.toUpperCase()}" data-path="${escapeHtml(path.slice(1))}" novalidate>
${(operation.parameters ?? []).map((parameter, place) => parameterField(parameter, `parameter-${index}-${place}`)).join("\n")}
${content === undefined ? "" : bodyFields(content, index)}
<div class="row"><button class="main" type="submit">Send</button><span class="status mono" role="status"></span></div>
<pre class="reply" tabindex="0" aria-label="Answer" hidden></pre>
</form>
</details>`
}

function parameterField(parameter: NonNullable<ApiOperation["parameters"]>[number], id: string): string {
  const { name, description, required } = parameter
  const told = [name, required ? "" : "(may be left empty)", description ?? ""].filter((part) => part !== "").join(" ")
  return `<label for="${id}">${escapeHtml(told)}</label><input id="${id}" name="${escapeHtml(name)}" data-in="${parameter.in}" class="parameter mono" autocomplete="off">`
}

function bodyFields(content: ApiContent, index: number): string {
  const types = Object.keys(examplesOf(content))
  const options = types.map((type) => `<option value="${type}">${type}</option>`).join("")
  return `<label for="type-${index}">content-type</label>
<select id="type-${index}" class="type mono">${options}</select>
<label for="body-${index}">body</label>
<textarea id="body-${index}" class="body mono" rows="8" spellcheck="false"></textarea>`
}

/** Bodies that can be written in a text field, by content-type. */
function examplesOf(content: ApiContent): Readonly<Record<string, string>> {
  const texts = Object.entries(content).flatMap(([type, { example }]) => {
    if (example === undefined) return []
    return [[type, typeof example === "string" ? example : JSON.stringify(example, null, 2)] as const]
  })
  return Object.fromEntries(texts)
}

function recordTable(served: ServedModel): string {
  const rows = inputColumns(served.model.schema).map((column) => {
    const range = column.range === undefined ? "" : `${column.range[0]} to ${column.range[1]}`
    const words = column.categories === undefined ? "" : shortList(column.categories)
    const unit = column.unit ?? ""
    const cells = [column.type, column.nullable ? "yes" : "", [range || words, unit].filter(Boolean).join(" ")]
    return `<tr><th scope="row">${escapeHtml(column.name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}<td>${escapeHtml(column.description ?? "")}</td></tr>`
  })
  return `<section aria-labelledby="record"><h2 id="record">Fields of a row</h2>
<div class="card scroll" tabindex="0" role="group" aria-labelledby="record"><table>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">May be missing</th><th scope="col">Values</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></section>`
}

function shortList(words: readonly string[]): string {
  const shown = words.slice(0, 8).join(", ")
  return words.length > 8 ? `${shown} and ${words.length - 8} more` : shown
}
