import { existsSync } from "node:fs"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import { readText, version, writeFileAtomic } from "../base/index.ts"
import { parseNotebook, stepFiles, stepsOf } from "../notebook/index.ts"
import { projectPaths } from "../stages/index.ts"
import { stepsExist } from "./errors.ts"
import { findProject } from "./project.ts"

export interface ExportedNotebook {
  readonly steps: readonly {
    readonly name: string
    /** Names from earlier steps. */
    readonly takes: readonly string[]
    readonly gives: readonly string[]
    /** Absolute paths. */
    readonly file: string
    readonly test: string
  }[]
  /** Code cells that are no step. */
  readonly leftOut: number
  /** Absolute paths of all files written. */
  readonly written: readonly string[]
}

/**
 * Turn the code cells of a notebook into typed files under `src/steps`, each with a test that `node --test` runs. A project without a
 * `package.json` gets one, through which the steps find the library.
 *
 * @throws notebook.*, project.steps-exist, project.missing, base.file-missing
 */
export async function exportNotebook(request: {
  readonly folder: string
  readonly file: string
  /** Folder of the steps; `src/steps` of the project when absent. */
  readonly out: string | undefined
  readonly force: boolean
}): Promise<ExportedNotebook> {
  const root = findProject(request.folder)
  const path = resolve(request.folder, request.file)
  const folder = request.out === undefined ? join(root, projectPaths.steps) : resolve(request.folder, request.out)
  const { steps, leftOut } = await stepsOf(parseNotebook(await readText(path), request.file), request.file)
  const files = stepFiles(steps, (from) => relocated(from, dirname(path), folder)).map(({ name, text }) => ({
    path: join(folder, name),
    text,
  }))
  const present = files.filter((file) => existsSync(file.path)).map((file) => relative(root, file.path))
  if (present.length > 0 && !request.force) throw stepsExist(present)
  const manifest = { path: join(root, "package.json"), text: manifestText(root) }
  const written = existsSync(manifest.path) ? files : [manifest, ...files]
  for (const file of written) await writeFileAtomic(file.path, file.text)
  return {
    steps: steps.map(({ name, takes, gives }) => ({
      name,
      takes: takes.map((one) => one.name),
      gives,
      file: join(folder, `${name}.ts`),
      test: join(folder, `${name}.test.ts`),
    })),
    leftOut,
    written: written.map((file) => file.path),
  }
}

/** A module beside the notebook, from the folder of the steps. */
function relocated(from: string, notebook: string, steps: string): string {
  const path = relative(steps, resolve(notebook, from)).split(sep).join("/")
  return path.startsWith(".") ? path : `./${path}`
}

function manifestText(root: string): string {
  const name =
    basename(root)
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "project"
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: { test: "node --test" },
    dependencies: { mlwright: `^${version}` },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
