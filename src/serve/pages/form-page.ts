import { formatNumber, type Json } from "../../base/index.ts"
import { type ColumnSchema, formatInstant, inputColumns, instantReader } from "../../schema/index.ts"
import type { ServedModel } from "../served-model.ts"
import { formScript } from "./form-script.ts"
import { formStyle } from "./form-style.ts"
import { dataBlock, escapeHtml, type RenderedPage, renderPage } from "./html.ts"

/** The try-it page of a model: a field per input column of its schema, filled in with an example. */
export function formPage(served: ServedModel): RenderedPage {
  const { model, name } = served
  const columns = inputColumns(model.schema)
  const target = model.schema.columns.find((column) => column.name === model.target.name)
  const facts = {
    target: model.target.name,
    unit: target?.unit ?? "",
    columns: columns.map(({ name: column, type, nullable }) => ({ name: column, type, nullable })),
    example: columns.map((column) => fieldValue(column, served.example[column.name] ?? null)),
  }
  const body = `${topBar(served, "form")}
<main class="wrap">
<div class="title">
<h1>Predict ${escapeHtml(model.target.name)}</h1>
<p>${escapeHtml(aboutText(served, target))}</p>
</div>
<div class="sides">
<form class="card" id="form" novalidate autocomplete="off">
<div class="fields">
${columns.map(field).join("\n")}
</div>
<div class="actions">
<button class="main" type="submit">Predict</button>
<button type="button" id="example">Fill in the example</button>
<button type="button" id="clear">Clear</button>
</div>
</form>
<div class="side">
<section class="card answer" id="answer" role="status" aria-live="polite" aria-atomic="true" aria-label="Answer">
<h2>${escapeHtml(model.target.name)}</h2>
<p class="quiet">Press Predict: the answer of ${escapeHtml(`${name.name} version ${name.version}`)} appears here.</p>
<noscript><p class="note warn">This page needs JavaScript. The same server answers curl, see the API page.</p></noscript>
</section>
<details class="card curl">
<summary>The same as a request</summary>
<pre id="curl" tabindex="0" aria-label="curl command"></pre>
<button class="small" type="button" id="copy">Copy</button>
</details>
</div>
</div>
</main>
${dataBlock("facts", facts)}`
  return renderPage({ title: `Predict ${model.target.name}`, body, style: formStyle, script: formScript })
}

/** The bar that the pages share. Addresses are relative, so that the pages work below a path of a proxy. */
export function topBar(served: ServedModel, here: "form" | "docs"): string {
  const { name, version } = served.name
  const link = (page: "form" | "docs", address: string, text: string): string =>
    `<a href="${address}"${page === here ? ' aria-current="page"' : ""}>${text}</a>`
  return `<header class="top"><div class="wrap">
<p class="brand">${escapeHtml(name)}<small>version ${escapeHtml(version)}</small></p>
<nav aria-label="Pages">${link("form", "../", "Try it")}${link("docs", "docs", "API")}</nav>
</div></header>`
}

function aboutText(served: ServedModel, target: ColumnSchema | undefined): string {
  const { model, columns } = served
  const kinds = {
    regression: "a number",
    binary: `one of two classes`,
    multiclass: `one of ${model.classes.length} classes`,
  } as const
  const inputs = columns.inputs.length === 1 ? "1 input" : `${columns.inputs.length} inputs`
  const about = target?.description === undefined ? "" : `${target.description.replace(/[.\s]+$/, "")}. `
  return `${about}The model answers with ${kinds[model.task]} from ${inputs}.`
}

function field(column: ColumnSchema, index: number): string {
  const hint = hintOf(column)
  const described = `${hint === "" ? "" : `hint-${index} `}problem-${index}`
  const common = `id="field-${index}" name="${escapeHtml(column.name)}" aria-describedby="${described}"${column.nullable ? "" : ' aria-required="true"'}`
  const mark = [column.unit, column.nullable ? "optional" : undefined].filter((part) => part !== undefined).join(" · ")
  return `<div class="field${column.type === "text" ? " wide" : ""}">
<div class="label"><label for="field-${index}">${escapeHtml(column.name)}</label>${mark === "" ? "" : `<span>${escapeHtml(mark)}</span>`}</div>
${control(column, common, index)}
${hint === "" ? "" : `<p class="hint" id="hint-${index}">${escapeHtml(hint)}</p>`}
<p class="problem" id="problem-${index}" hidden></p>
</div>`
}

function control(column: ColumnSchema, common: string, index: number): string {
  switch (column.type) {
    case "integer":
    case "number":
      return `<input type="number" inputmode="${column.type === "integer" ? "numeric" : "decimal"}" step="${column.type === "integer" ? "1" : "any"}"${bounds(column)} ${common}>`
    case "boolean":
      return select(column, ["true", "false"], common)
    case "category":
      return categoryControl(column, common, index)
    case "identifier":
      return `<input type="text" ${common}>`
    case "date":
      return `<input type="date" ${common}>`
    case "datetime":
      return `<input type="datetime-local" step="1" ${common}>`
    case "text":
      return `<textarea rows="3" ${common}></textarea>`
  }
}

/** A list to choose from while it can be overlooked, a field with suggestions beyond. */
function categoryControl(column: ColumnSchema, common: string, index: number): string {
  const words = column.categories ?? []
  if (words.length > 0 && words.length <= MOST_OPTIONS) return select(column, words, common)
  const options = words.slice(0, MOST_SUGGESTIONS).map((word) => `<option value="${escapeHtml(word)}">`)
  return `<input list="words-${index}" ${common}><datalist id="words-${index}">${options.join("")}</datalist>`
}

function select(column: ColumnSchema, words: readonly string[], common: string): string {
  const none = `<option value="">${column.nullable ? "none" : "choose"}</option>`
  const options = words.map((word) => `<option value="${escapeHtml(word)}">${escapeHtml(word)}</option>`)
  return `<select ${common}>${none}${options.join("")}</select>`
}

function bounds(column: ColumnSchema): string {
  return column.range === undefined ? "" : ` min="${column.range[0]}" max="${column.range[1]}"`
}

function hintOf(column: ColumnSchema): string {
  const range =
    column.range === undefined
      ? undefined
      : `${formatNumber(column.range[0])} to ${formatNumber(column.range[1])}${column.unit === undefined ? "" : ` ${column.unit}`}`
  return [column.description, range].filter((part) => part !== undefined).join(" · ")
}

/** A JSON value as the control's text; dates in the ISO form that browsers' inputs take. */
function fieldValue(column: ColumnSchema, value: Json): string {
  if (value === null) return ""
  if (column.type !== "date" && column.type !== "datetime") return String(value)
  const iso = instantReader()(String(value))
  const instant = Number.isNaN(iso) ? instantReader(column.format)(String(value)) : iso
  return Number.isNaN(instant) ? "" : formatInstant(instant, column.type).replace(/\.\d+$/, "")
}

const MOST_OPTIONS = 60
const MOST_SUGGESTIONS = 1000
