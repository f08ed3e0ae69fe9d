import { isPlainObject, type Json, nearest } from "../base/index.ts"
import { templateUnknown } from "./errors.ts"
import type { PlotPoints } from "./points.ts"

/** How points are drawn. */
export type PlotForm = "line" | "scatter" | "bar" | "cells"

/** The names of DVC's templates and what each draws. */
export const templates: Readonly<Record<string, PlotForm>> = {
  simple: "line",
  linear: "line",
  smooth: "line",
  confusion: "cells",
  confusion_normalized: "cells",
  scatter: "scatter",
  scatter_jitter: "scatter",
  bar_horizontal: "bar",
  bar_horizontal_sorted: "bar",
}

/**
 * @param own names of templates of the repository, which are drawn as lines where Vega is not at hand
 * @throws plot.template-unknown
 */
export function formOf(template: string, own: readonly string[] = []): PlotForm {
  const form = templates[template]
  if (form !== undefined) return form
  if (own.includes(template)) return "line"
  const known = [...Object.keys(templates), ...own]
  throw templateUnknown(template, nearest(template, known), Object.keys(templates))
}

/** A Vega-Lite 5 specification of a plot, which `dvc` users and editors draw. */
export function vegaOf(points: PlotPoints, form: PlotForm): Json {
  const { definition, revisions, values, apart, x, y } = points
  const xAxis = { field: x, title: definition.xLabel ?? x }
  const yAxis = { field: y, title: definition.yLabel ?? (apart.length > 0 ? "y" : y) }
  const color = {
    field: "rev",
    type: "nominal",
    scale: { domain: [...revisions], range: revisions.map((_, index) => colors[index % colors.length]!) },
  }
  const head = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    data: { values: values as Json },
    title: { text: definition.title, anchor: "middle" },
    width: 300,
    height: 300,
  }
  const [first] = apart
  const dash: Record<string, Json> = first === undefined ? {} : { strokeDash: { field: first, type: "nominal" } }
  switch (form) {
    case "line":
      return { ...head, ...lineOf(quantity(xAxis), quantity(yAxis), { color, ...dash }) }
    case "scatter":
      return {
        ...head,
        mark: { type: "point", tooltip: true },
        encoding: { x: quantity(xAxis), y: quantity(yAxis), color },
      }
    case "bar":
      return {
        ...head,
        mark: { type: "bar", tooltip: true },
        encoding: {
          x: quantity(xAxis),
          y: { ...yAxis, type: "nominal", sort: null },
          yOffset: { field: "rev" },
          color,
        },
      }
    case "cells":
      return { ...head, ...cellsOf(xAxis, yAxis) }
  }
}

type Axis = Readonly<Record<string, Json>>

function quantity(axis: Axis): Axis {
  return { ...axis, type: "quantitative", scale: { zero: false } }
}

function lineOf(x: Axis, y: Axis, more: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return { mark: { type: "line", tooltip: true }, encoding: { x, y, ...more } }
}

/** How many rows fall on each pair, one picture a revision. */
function cellsOf(x: Axis, y: Axis): Readonly<Record<string, Json>> {
  return {
    facet: { field: "rev", type: "nominal" },
    spec: {
      mark: { type: "rect", tooltip: true },
      encoding: {
        x: { ...x, type: "nominal" },
        y: { ...y, type: "nominal" },
        color: { aggregate: "count", type: "quantitative" },
      },
    },
  }
}

/** A template of the repository with DVC's marks filled in: `<DVC_METRIC_DATA>`, `<DVC_METRIC_X>` and so on. */
export function filledTemplate(text: string, points: PlotPoints): Json {
  const { definition, values, x, y } = points
  const marks: Readonly<Record<string, Json>> = {
    "<DVC_METRIC_DATA>": values as Json,
    "<DVC_METRIC_TITLE>": definition.title,
    "<DVC_METRIC_X>": x,
    "<DVC_METRIC_Y>": y,
    "<DVC_METRIC_X_LABEL>": definition.xLabel ?? x,
    "<DVC_METRIC_Y_LABEL>": definition.yLabel ?? y,
  }
  const fill = (value: Json): Json => {
    if (typeof value === "string") return marks[value] ?? value
    if (Array.isArray(value)) return value.map(fill)
    if (isPlainObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part as Json)]))
    return value
  }
  return fill(JSON.parse(text) as Json)
}

const colors = ["#1c5fb0", "#c25a12", "#2a7f62", "#7d52b5", "#b23a63", "#6a6a12"]
