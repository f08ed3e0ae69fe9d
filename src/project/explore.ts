import { basename, dirname, extname, join, relative, resolve, sep } from "node:path"
import { KnownError, type Progress, writeFileAtomic } from "../base/index.ts"
import { exploreNotebook, explorePage } from "../report/index.ts"
import { projectPaths } from "../stages/index.ts"
import {
  type DataSettings,
  dataSettings,
  isRemote,
  type Profile,
  profileFiles,
  resolveReference,
  type TargetSpec,
  withoutSecrets,
} from "../table/index.ts"
import { placesOf } from "./places.ts"
import { openProject, type Project, readProjectSchema, targetSpec } from "./project.ts"
import { dataSettingsOf } from "./start/data-overrides.ts"

export interface ExploreRequest {
  readonly folder: string
  readonly overrides: readonly string[]
  /** A table; the project's own when absent. */
  readonly file: string | undefined
  readonly out: string | undefined
  /** Column to be predicted; default: the target of the project when its own table is explored. */
  readonly target: string | undefined
  /** Also write a notebook: where it goes, or `true` for its usual place. */
  readonly notebook: string | true | undefined
}

export interface Explored {
  readonly rows: number
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly role: string
    readonly missing: number
    readonly distinct: number
  }[]
  readonly advice: readonly string[]
  /** Path of the page. */
  readonly report: string
  /** Path of the notebook; null when none was wanted. */
  readonly notebook: string | null
}

/** Facts and advice about a table as one page. Works on any file, also outside a project. */
export async function exploreTable(
  request: ExploreRequest,
  effects: { readonly progress: Progress },
): Promise<Explored> {
  const project = await projectIfAny(request)
  const { profile, title, references, settings, target } = await look(request, project, effects.progress)
  const report = pathOf(request, project)
  effects.progress({ text: "drawing the page" })
  await writeFileAtomic(report, await explorePage(profile, title))
  const notebook = notebookPath(request, project, report)
  if (notebook !== undefined) {
    const files = references.map((one) => fromFolder(one, { root: project?.root ?? resolve(request.folder), notebook }))
    const facts = { title, files, target, data: changedSettings(settings) }
    await writeFileAtomic(notebook, await exploreNotebook(profile, facts))
  }
  const facts = new Map(profile.columns.map((column) => [column.name, column]))
  return {
    rows: profile.rows,
    columns: profile.schema.columns.map(({ name, type, role }) => ({
      name,
      type,
      role,
      missing: facts.get(name)?.missing ?? profile.rows,
      distinct: facts.get(name)?.distinct ?? 0,
    })),
    advice: profile.advice.map(({ text }) => text),
    report,
    notebook: notebook ?? null,
  }
}

/** A profile and what it is of. */
interface Looked {
  readonly profile: Profile
  readonly title: string
  /** Paths from the root, or addresses. */
  readonly references: readonly string[]
  readonly settings: DataSettings
  readonly target: TargetSpec | undefined
}

async function look(
  { file, folder, target, overrides }: ExploreRequest,
  project: Project | undefined,
  progress: Progress,
): Promise<Looked> {
  const settings = project?.config.data ?? dataSettingsOf(overrides)
  if (file !== undefined || project === undefined) {
    const reference = resolveReference(folder, file ?? "")
    const spec = target === undefined ? undefined : { name: target }
    const options = { settings, ...placesOf(folder), ...(spec === undefined ? {} : { target: spec }) }
    const profile = await profileFiles([reference], options, progress)
    return { profile, title: titleOf(reference), references: [reference], settings, target: spec }
  }
  const schema = await readProjectSchema(project)
  const options = { settings, ...placesOf(project.root), target: targetSpec(project), schemaOf: () => schema }
  const profile = await profileFiles(settings.files, options, progress)
  return { profile, title: project.name, references: settings.files, settings, target: targetSpec(project) }
}

function pathOf({ file, folder, out }: ExploreRequest, project: Project | undefined): string {
  if (out !== undefined) return resolve(folder, out)
  if (file === undefined && project !== undefined) return join(project.root, projectPaths.explorePage)
  const reference = resolveReference(folder, file ?? "")
  const name = titleOf(reference)
  const page = `${basename(name, extname(name)).replace(/[*?"<>|${}]/g, "_")}.html`
  return join(isAddress(reference) ? folder : dirname(reference), page)
}

/** In the project's root for its own table, where its files have the names they have in the settings; else beside the page. */
function notebookPath(
  { file, folder, notebook }: ExploreRequest,
  project: Project | undefined,
  report: string,
): string | undefined {
  if (notebook === undefined) return undefined
  if (notebook !== true) return resolve(folder, notebook)
  if (file === undefined && project !== undefined) return join(project.root, projectPaths.exploreNotebook)
  return join(dirname(report), `${basename(report, extname(report))}.ipynb`)
}

/** As a cell of the notebook names it: kernels run in the folder of their notebook. */
function fromFolder(
  reference: string,
  { root, notebook }: { readonly root: string; readonly notebook: string },
): string {
  if (isAddress(reference)) return withoutSecrets(reference)
  return relative(dirname(notebook), resolve(root, reference)).split(sep).join("/")
}

/** Settings that a reader with the defaults would need. */
function changedSettings({ files: _files, ...settings }: DataSettings): Readonly<Record<string, unknown>> {
  const usual: Readonly<Record<string, unknown>> = dataSettings.parse({})
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(usual[key])),
  )
}

/** The last part of a path or an address, without what stands behind a question mark in one; the table of a database. */
function titleOf(reference: string): string {
  const shown = withoutSecrets(reference)
  const [, table] = isAddress(reference) ? (/[?&]table=([^&]+)/.exec(shown) ?? []) : []
  if (table !== undefined) return decodeURIComponent(table).replaceAll(".", "_")
  return basename(isAddress(reference) ? shown.replace(/\?.*/s, "") : shown)
}

const isAddress = (reference: string): boolean => isRemote(reference) || /^sqlite:/i.test(reference)

/** A file may be explored anywhere; without one there must be a project. */
async function projectIfAny({ folder, overrides, file }: ExploreRequest): Promise<Project | undefined> {
  try {
    return await openProject(folder, overrides)
  } catch (error) {
    if (file !== undefined && error instanceof KnownError && error.code === "project.missing") return undefined
    throw error
  }
}
