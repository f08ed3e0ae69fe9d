import { existsSync } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { nearest, type Progress, withFileErrors } from "../../base/index.ts"
import {
  type ColumnFacts,
  inferSchema,
  inferTask,
  type Schema,
  schemaToYaml,
  type Task,
  tasks,
} from "../../schema/index.ts"
import { projectPaths } from "../../stages/index.ts"
import {
  isRemote,
  type LocalFile,
  type Profile,
  profileFiles,
  readingSettings,
  resolveReference,
  type TableOptions,
  type TargetSpec,
  withLocalFiles,
  withoutSecrets,
} from "../../table/index.ts"
import { columnUnknown, dataNeeded, projectExists, targetNeeded, taskUnknown } from "../errors.ts"
import { parseOverride } from "../parse.ts"
import { readingOf } from "./data-overrides.ts"
import { exampleTable } from "./example.ts"
import { writeProject } from "./init-files.ts"

export interface InitRequest {
  /** Folder that relative paths are taken from. */
  readonly base: string
  readonly folder: string
  readonly data?: readonly string[]
  readonly target?: string
  readonly targetExpression?: string
  readonly task?: string
  readonly id?: string
  readonly time?: string
  readonly example?: string
  readonly force?: boolean
  /** Settings to write into the new project, each `section.key=value`. */
  readonly overrides: readonly string[]
}

/** A question with the guess as its default. */
export type Ask = (question: {
  readonly question: string
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint?: string }[]
  readonly guess: string
}) => Promise<string>

export interface InitEffects {
  readonly progress: Progress
  /** Absent when nobody is there to be asked. */
  readonly ask?: Ask
}

export interface InitResult {
  /** Absolute folder. */
  readonly project: string
  readonly task: Task
  readonly target: string
  readonly rows: number
  readonly columns: number
  /** Relative to the project. */
  readonly files: readonly string[]
  /** Columns that are no plain features. */
  readonly roles: readonly { readonly column: string; readonly role: string; readonly reason?: string }[]
  readonly notes: readonly string[]
}

/**
 * A table and a target column become a project that runs with no edit.
 *
 * @throws project.exists, project.data-needed, project.target-needed, project.column-unknown, table.*
 */
export async function initProject(request: InitRequest, effects: InitEffects): Promise<InitResult> {
  const root = resolve(request.base, request.folder)
  refuseOverwriting(root, request.force === true)
  const example = request.example === undefined ? undefined : await exampleTable(request.example)
  const given = (request.data ?? []).map((reference) => resolveReference(request.base, reference))
  const references = example === undefined ? given : [example.file]
  if (references.length === 0) throw dataNeeded()
  try {
    return await withLocalFiles(
      references,
      { ...readingOf(request.overrides, request.base), progress: effects.progress },
      (files) => initFrom({ files, references }, { ...request, ...example?.target }, { root, ...effects }),
    )
  } finally {
    await example?.remove()
  }
}

interface InitData {
  readonly files: readonly LocalFile[]
  /** Where they came from. */
  readonly references: readonly string[]
}

async function initFrom(
  { files, references }: InitData,
  request: InitRequest,
  { root, ...effects }: InitEffects & { readonly root: string },
): Promise<InitResult> {
  const paths = files.map(({ path }) => path)
  const reading = {
    ...readingOf(request.overrides, request.base),
    names: new Map(files.map(({ path, name }) => [path, name])),
  }
  const target = await chooseTarget(paths, { request, reading }, effects)
  effects.progress({ text: "reading the table" })
  const profile = await profileFiles(paths, { ...reading, target }, effects.progress)
  const task = await chooseTask(profile, target.name, { task: request.task, ask: effects.ask })
  const schema = schemaOf(profile, { target, task, request })
  const made = await withFileErrors("write", root, () => mkdir(root, { recursive: true }))
  const written = await writeProject(root, {
    files,
    from: references.filter(isRemote).map(withoutSecrets),
    target,
    task,
    schema: schemaToYaml(schema),
    reading: readingSettings(profile.dialect),
    overrides: request.overrides.map(parseOverride),
  }).catch(async (error: unknown) => {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  })
  return {
    project: root,
    task,
    target: target.name,
    rows: profile.rows,
    columns: profile.columns.length,
    files: written.files,
    roles: schema.columns
      .filter(({ role }) => role !== "feature")
      .map(({ name, role, reason }) => ({ column: name, role, ...(reason === undefined ? {} : { reason }) })),
    notes: [
      ...fetchedNotes(files, references),
      ...profile.advice.filter(({ kind }) => told.has(kind)).map(({ text }) => text),
      ...targetNotes(schema),
      ...written.notes,
    ],
  }
}

/** Models answer numbers, so a time is one as well. */
function targetNotes({ columns }: Schema): readonly string[] {
  const target = columns.find(({ role }) => role === "target")
  if (target?.type !== "date" && target?.type !== "datetime") return []
  return [
    `"${target.name}" is a ${target.type}, and is predicted as milliseconds since 1970; for the time from one date to another give --target-expression "date_diff('day', ...)"`,
  ]
}

/** What was fetched is kept, and later runs read what is kept. */
function fetchedNotes(files: readonly LocalFile[], references: readonly string[]): readonly string[] {
  const names = [...new Set(files.filter(({ fetched }) => fetched).map(({ name }) => name))]
  if (names.length === 0) return []
  const notes = [
    `${names.join(", ")}: kept in ${projectPaths.rawData} as it is now; a run reads that, init --force fetches it again`,
  ]
  const secret = references.some((reference) => withoutSecrets(reference) !== reference)
  return secret ? [...notes, "what is secret in the address is written down nowhere"] : notes
}

function refuseOverwriting(root: string, force: boolean): void {
  if (force) return
  const own = [projectPaths.settings, projectPaths.schema, projectPaths.pipeline, projectPaths.userFeatures]
  const found = own.map((path) => join(root, path)).find((path) => existsSync(path))
  if (found !== undefined) throw projectExists(found)
}

async function chooseTarget(
  files: readonly string[],
  { request, reading }: { readonly request: InitRequest; readonly reading: TableOptions },
  effects: InitEffects,
): Promise<TargetSpec> {
  if (request.target !== undefined) {
    return {
      name: request.target,
      ...(request.targetExpression === undefined ? {} : { expression: request.targetExpression }),
    }
  }
  const { columns } = await profileFiles(files, reading, effects.progress)
  const names = columns.map(({ name }) => name)
  if (effects.ask === undefined) throw targetNeeded(names)
  const guess = columns.findLast((column) => !column.allUnique && column.distinct > 1)?.name ?? names.at(-1)!
  const choices = columns.map(({ name, type, distinct }) => ({
    value: name,
    label: name,
    hint: `${type}, ${distinct} different`,
  }))
  return { name: await effects.ask({ question: "Which column is to be predicted?", choices, guess }) }
}

async function chooseTask(
  profile: Profile,
  target: string,
  { task, ask }: { readonly task: string | undefined; readonly ask: Ask | undefined },
): Promise<Task> {
  if (task !== undefined && task !== "auto") {
    if (!isTask(task)) throw taskUnknown(task, nearest(task, tasks))
    return task
  }
  const guess = inferTask(factsOf(profile.columns, target))
  if (guess.confident || ask === undefined) return guess.task
  const choices = tasks.map((value) => ({ value, label: value }))
  const answer = await ask({ question: `What is "${target}"? (${guess.reason})`, choices, guess: guess.task })
  return isTask(answer) ? answer : guess.task
}

function schemaOf(
  profile: Profile,
  { target, task, request }: { readonly target: TargetSpec; readonly task: Task; readonly request: InitRequest },
): Schema {
  const names = profile.columns.map(({ name }) => name)
  for (const [flag, column] of [
    ["--id", request.id],
    ["--time", request.time === "none" ? undefined : request.time],
  ] as const) {
    if (column !== undefined && !names.includes(column)) throw columnUnknown(flag, column, nearest(column, names))
  }
  const schema = inferSchema(profile.columns, {
    target: target.name,
    task,
    ...(request.id === undefined ? {} : { ids: [request.id] }),
    ...(request.time === undefined || request.time === "none" ? {} : { time: request.time }),
    ignored: [
      ...profile.uses.map((column) => ({ column, reason: `the target is computed from it: ${target.expression}` })),
      ...splitColumns(request)
        .filter((column) => names.includes(column))
        .map((column) => ({ column, reason: "it says which rows are held out (split.column)" })),
    ],
  })
  if (request.time !== "none") return schema
  return { columns: schema.columns.map((column) => (column.role === "time" ? { ...column, role: "feature" } : column)) }
}

/** What a model read of it would be known of no new row. */
function splitColumns({ overrides }: InitRequest): readonly string[] {
  return overrides.map(parseOverride).flatMap(({ key, value }) => (key === "split.column" ? [String(value)] : []))
}

const factsOf = (columns: readonly ColumnFacts[], name: string): ColumnFacts =>
  columns.find((column) => column.name === name)!

const isTask = (text: string): text is Task => (tasks as readonly string[]).includes(text)

/** Kinds of advice that change what is read or learnt; the rest is for explore. */
const told: ReadonlySet<string> = new Set([
  ...["reading", "leak", "header", "files", "dropped", "dates", "rows"],
  ...["totals", "empty", "amounts"],
])
