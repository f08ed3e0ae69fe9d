import { dirname, join, relative, sep } from "node:path"
import { isPlainObject, type Json } from "../base/index.ts"
import type { Pipeline } from "../pipeline/index.ts"

/** One drawing: which fields of which files, and how. */
export interface PlotDefinition {
  /** As a person names it: the path from the root, or the name in `dvc.yaml`. */
  readonly id: string
  /** What is drawn against what; paths from the root. Without a field the last of the rows is taken. */
  readonly lines: readonly { readonly file: string; readonly field?: string }[]
  /** Without it the number of the row; by file when the files differ in it. */
  readonly x?: string | Readonly<Record<string, string>>
  readonly template: string
  readonly title: string
  readonly xLabel?: string
  readonly yLabel?: string
  /** The first line of CSV is one of data. */
  readonly header?: false
}

/**
 * The plots of a pipeline: those stages write and those in the top-level list of a `dvc.yaml`, which say more of a file than a stage
 * does.
 */
export function plotsOf(pipeline: Pipeline): readonly PlotDefinition[] {
  const top = pipeline.files.flatMap(({ path, plots }) =>
    plots.flatMap((plot) => {
      const entries = typeof plot === "string" ? [[plot, {}] as const] : isPlainObject(plot) ? Object.entries(plot) : []
      return entries.map(([id, facts]) =>
        definitionOf({ root: pipeline.root, folder: dirname(path) }, id, factsIn(facts)),
      )
    }),
  )
  const named = new Set(top.flatMap(({ lines }) => lines.map(({ file }) => file)))
  const stages = pipeline.stages.flatMap((stage) =>
    stage.outs.flatMap(({ kind, file, drawn = [{}] }) => {
      const path = pathOf(pipeline.root, file)
      return kind !== "plot" || named.has(path)
        ? []
        : drawn.map((facts) => definitionOf({ root: pipeline.root, folder: pipeline.root }, path, facts))
    }),
  )
  return [...top, ...stages]
}

/** A file as a plot of its own. */
export function plotOfFile(file: string, facts: Readonly<Record<string, Json>> = {}): PlotDefinition {
  return definitionOf({ root: "", folder: "" }, file, facts)
}

function definitionOf(
  { root, folder }: { readonly root: string; readonly folder: string },
  id: string,
  facts: Readonly<Record<string, Json>>,
): PlotDefinition {
  const place = (file: string): string => pathOf(root, join(folder, file))
  const { x, y, template, title, x_label: xLabel, y_label: yLabel, header } = facts
  const own = place(id)
  const lines = isPlainObject(y)
    ? Object.entries(y).flatMap(([file, fields]) =>
        [fields].flat().map((field) => ({ file: place(file), field: String(field) })),
      )
    : y === undefined || y === null
      ? [{ file: own }]
      : [y].flat().map((field) => ({ file: own, field: String(field) }))
  return {
    id: isPlainObject(y) ? id : own,
    lines,
    template: typeof template === "string" ? template : "linear",
    title: typeof title === "string" ? title : isPlainObject(y) ? id : own,
    ...(typeof x === "string" ? { x } : {}),
    ...(isPlainObject(x)
      ? { x: Object.fromEntries(Object.entries(x).map(([file, field]) => [place(file), String(field)])) }
      : {}),
    ...(typeof xLabel === "string" ? { xLabel } : {}),
    ...(typeof yLabel === "string" ? { yLabel } : {}),
    ...(header === false ? { header } : {}),
  }
}

function factsIn(value: unknown): Readonly<Record<string, Json>> {
  return isPlainObject(value) ? (value as Readonly<Record<string, Json>>) : {}
}

function pathOf(root: string, file: string): string {
  return (root === "" ? file : relative(root, file)).split(sep).join("/")
}
