import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { type Json, KnownError, nearest, readText } from "../base/index.ts"
import { commitOfName } from "../experiment/index.ts"
import { type BlobCache, filesAt, type PipelineFiles } from "../pipeline/index.ts"
import {
  filledTemplate,
  formOf,
  isPicture,
  type PlotDefinition,
  type PlotPoints,
  pictureType,
  plotOfFile,
  plotsOf,
  plotUnknown,
  pointsOf,
  type Row,
  readRows,
  vegaOf,
} from "../plot/index.ts"
import type { PlotChart, PlotPicture } from "../report/index.ts"
import { commitNamed, fileAtRevision } from "../version/index.ts"
import { experimentRoot } from "./experiments/run.ts"

export interface PlotRequest {
  /** Plots of `dvc.yaml` or files; all plots when none is named. */
  readonly targets: readonly string[]
  /** Commits and experiments; the workspace when none is named. `workspace` is one of them. */
  readonly revisions: readonly string[]
  /** What is drawn otherwise than `dvc.yaml` says: `x`, `y`, `template`, `title`, `x_label`, `y_label`. */
  readonly drawn: Readonly<Record<string, Json>>
}

export interface ShownPlots {
  readonly revisions: readonly string[]
  readonly charts: readonly (PlotChart & { readonly id: string; readonly vega: Json; readonly of: readonly string[] })[]
  readonly pictures: readonly PlotPicture[]
  /** What could not be drawn, and why. */
  readonly errors: readonly { readonly name: string; readonly rev: string; readonly msg: string }[]
}

/**
 * The plots of a repository, of several revisions side by side.
 *
 * @throws plot.unknown, plot.template-unknown, experiment.unknown and those of `filesAt`
 */
export async function showPlots(folder: string, request: PlotRequest): Promise<ShownPlots> {
  const root = experimentRoot(folder)
  const sources = await sourcesOf(root, request.revisions)
  const definitions = chosen(root, sources, request)
  const own = ownTemplates(root)
  const errors: { name: string; rev: string; msg: string }[] = []
  const charts: ShownPlots["charts"][number][] = []
  const pictures: PlotPicture[] = []
  for (const definition of definitions) {
    const form = formOf(definition.template, [...own.keys()])
    if (isPicture(definition.id)) {
      pictures.push(...(await picturesOf(root, sources, definition.id)))
      continue
    }
    try {
      const points = pointsOf(definition, await rowsOf(root, sources, definition))
      if (points.values.length === 0) continue
      const template = own.get(definition.template)
      const vega = template === undefined ? vegaOf(points, form) : filledTemplate(await readText(template), points)
      charts.push({ ...chartOf(points, form), id: definition.id, vega, of: points.revisions })
    } catch (error) {
      if (!(error instanceof KnownError)) throw error
      errors.push({ name: definition.id, rev: [...sources.keys()].join(", "), msg: error.message })
    }
  }
  return { revisions: [...sources.keys()], charts, pictures, errors }
}

interface Source extends PipelineFiles {
  readonly commit: string | undefined
}

async function sourcesOf(root: string, revisions: readonly string[]): Promise<ReadonlyMap<string, Source>> {
  const head = await commitNamed(root, "HEAD")
  const known: BlobCache = new Map()
  const sources = new Map<string, Source>()
  for (const revision of revisions.length === 0 ? ["workspace"] : revisions) {
    const commit = revision === "workspace" ? undefined : await commitOfName(root, revision, head)
    sources.set(revision, { ...(await filesAt(root, commit, known)), commit })
  }
  return sources
}

/** A plot that several revisions have is drawn as the first of them says. */
function chosen(
  root: string,
  sources: ReadonlyMap<string, Source>,
  { targets, drawn }: PlotRequest,
): readonly PlotDefinition[] {
  const all = [...sources.values()].flatMap(({ pipeline }) => plotsOf(pipeline)).flatMap((one) => spread(root, one))
  const unique = all.filter(
    (one, index) => all.findIndex((other) => other.id === one.id && sameLines(other, one)) === index,
  )
  const named = targets.flatMap((target) => {
    const found = unique.filter(({ id }) => id === target || id.startsWith(`${target}/`))
    if (found.length > 0) return found
    if (existsSync(join(root, target))) return spread(root, plotOfFile(target))
    throw plotUnknown(
      target,
      nearest(
        target,
        unique.map(({ id }) => id),
      ),
    )
  })
  const wanted = targets.length === 0 ? unique : named
  return Object.keys(drawn).length === 0 ? wanted : wanted.map((one) => redrawn(one, drawn))
}

function sameLines(first: PlotDefinition, second: PlotDefinition): boolean {
  return JSON.stringify([first.lines, first.x]) === JSON.stringify([second.lines, second.x])
}

function redrawn(definition: PlotDefinition, drawn: PlotRequest["drawn"]): PlotDefinition {
  const [file = definition.id] = definition.lines.map((line) => line.file)
  const { lines, ...rest } = plotOfFile(file, drawn)
  const said = Object.fromEntries(
    Object.entries({
      x: "x",
      title: "title",
      template: "template",
      x_label: "xLabel",
      y_label: "yLabel",
      header: "header",
    }).flatMap(([key, name]) => (key in drawn ? [[name, rest[name as keyof typeof rest]]] : [])),
  )
  return { ...definition, ...said, ...("y" in drawn ? { lines } : {}) }
}

/** A folder is a plot for each of its files. */
function spread(root: string, definition: PlotDefinition): readonly PlotDefinition[] {
  const path = join(root, definition.id)
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [definition]
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
    .map((id) => {
      const lines = definition.lines.map((line) => ({ ...line, file: id }))
      return { ...definition, id, title: id, lines }
    })
}

async function rowsOf(
  root: string,
  sources: ReadonlyMap<string, Source>,
  { lines, header }: PlotDefinition,
): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>>> {
  const all = new Map<string, ReadonlyMap<string, readonly Row[]>>()
  for (const [revision, { textOf }] of sources) {
    const byFile = new Map<string, readonly Row[]>()
    for (const file of new Set(lines.map((line) => line.file))) {
      const text = await textOf(join(root, file))
      if (text !== undefined) byFile.set(file, readRows(text, file, header !== false))
    }
    all.set(revision, byFile)
  }
  return all
}

async function picturesOf(
  root: string,
  sources: ReadonlyMap<string, Source>,
  id: string,
): Promise<readonly PlotPicture[]> {
  const found = await Promise.all(
    [...sources].map(async ([revision, { commit }]) => {
      const path = join(root, id)
      const here = existsSync(path) ? readFileSync(path) : undefined
      const bytes = commit === undefined ? here : await fileAtRevision(root, commit, id)
      if (bytes === undefined) return []
      return [
        { title: id, revision, source: `data:${pictureType(id)};base64,${Buffer.from(bytes).toString("base64")}` },
      ]
    }),
  )
  return found.flat()
}

function chartOf({ definition, values, x, y, apart }: PlotPoints, form: PlotChart["form"]): PlotChart {
  const series = new Map<string, (readonly [number | string, number | string])[]>()
  for (const value of values) {
    const name = [value["rev"], ...apart.map((mark) => value[mark])].join(", ")
    series.set(name, [...(series.get(name) ?? []), [numberOr(value[x]), numberOr(value[y])]])
  }
  return {
    title: definition.title,
    form,
    xLabel: definition.xLabel ?? x,
    yLabel: definition.yLabel ?? (apart.length > 0 ? "value" : y),
    series: [...series].map(([name, points]) => ({ name, points })),
  }
}

/** Values of CSV are text; a number stays one. */
function numberOr(value: Json | undefined): number | string {
  if (typeof value === "number") return value
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null)
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Templates of the repository by name. */
function ownTemplates(root: string): ReadonlyMap<string, string> {
  const folder = join(root, ".dvc", "plots")
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"))
  return new Map(names.map((name) => [name.slice(0, -".json".length), join(folder, name)]))
}
