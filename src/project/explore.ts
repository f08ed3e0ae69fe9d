import { basename, dirname, extname, join, resolve } from "node:path"
import { KnownError, type Progress, writeFileAtomic } from "../base/index.ts"
import { explorePage } from "../report/index.ts"
import { projectPaths } from "../stages/index.ts"
import { isRemote, type Profile, profileFiles, resolveReference, withoutSecrets } from "../table/index.ts"
import { dataSettingsOf } from "./data-overrides.ts"
import { placesOf } from "./places.ts"
import { openProject, type Project, readProjectSchema, targetSpec } from "./project.ts"

export interface ExploreRequest {
  readonly folder: string
  readonly overrides: readonly string[]
  /** A table; the project's own when absent. */
  readonly file: string | undefined
  readonly out: string | undefined
  /** Column to be predicted; default: the target of the project when its own table is explored. */
  readonly target: string | undefined
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
}

/** Facts and advice about a table as one page. Works on any file, also outside a project. */
export async function exploreTable(
  request: ExploreRequest,
  effects: { readonly progress: Progress },
): Promise<Explored> {
  const project = await projectIfAny(request)
  const { profile, title } = await look(request, project, effects.progress)
  const report = pathOf(request, project)
  effects.progress({ text: "drawing the page" })
  await writeFileAtomic(report, await explorePage(profile, title))
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
  }
}

async function look(
  { file, folder, target, overrides }: ExploreRequest,
  project: Project | undefined,
  progress: Progress,
): Promise<{ readonly profile: Profile; readonly title: string }> {
  const settings = project?.config.data ?? dataSettingsOf(overrides)
  if (file !== undefined || project === undefined) {
    const reference = resolveReference(folder, file ?? "")
    const options = { settings, ...placesOf(folder), ...(target === undefined ? {} : { target: { name: target } }) }
    const profile = await profileFiles([reference], options, progress)
    return { profile, title: titleOf(reference) }
  }
  const schema = await readProjectSchema(project)
  const options = { settings, ...placesOf(project.root), target: targetSpec(project), schemaOf: () => schema }
  return { profile: await profileFiles(settings.files, options, progress), title: project.name }
}

function pathOf({ file, folder, out }: ExploreRequest, project: Project | undefined): string {
  if (out !== undefined) return resolve(folder, out)
  if (file === undefined && project !== undefined) return join(project.root, projectPaths.explorePage)
  const reference = resolveReference(folder, file ?? "")
  const name = titleOf(reference)
  const page = `${basename(name, extname(name)).replace(/[*?"<>|${}]/g, "_")}.html`
  return join(isAddress(reference) ? folder : dirname(reference), page)
}

/** The last part of a path or an address, without what stands behind a question mark in one. */
function titleOf(reference: string): string {
  const shown = withoutSecrets(reference)
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
