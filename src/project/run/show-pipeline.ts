import { resolve } from "node:path"
import {
  changesOf,
  type Dag,
  type DagOptions,
  dagOf,
  dotText,
  loadPipeline,
  mermaidText,
  svgText,
  treeText,
  type ValueChanges,
  type Values,
  valuesAt,
} from "../../pipeline/index.ts"
import { revisionUnknown } from "../../repository/index.ts"
import { hasRevision } from "../../version/index.ts"
import { findProject } from "../project.ts"
import { plainRepository } from "./reproduce.ts"

/**
 * What stands on what in the pipeline of a project or a plain DVC repository.
 *
 * @throws project.missing and those of `loadPipeline` and `dagOf`
 */
export async function showDag(folder: string, options: DagOptions): Promise<Dag> {
  return dagOf(await loadPipeline(plainRepository(folder) ?? findProject(folder)), {
    ...options,
    folder: resolve(folder),
  })
}

/** The words or the drawing of `showDag`. */
export function drawDag(dag: Dag, form: "mermaid" | "markdown" | "dot" | "svg" | "tree"): string {
  switch (form) {
    case "mermaid":
      return mermaidText(dag)
    case "markdown":
      return `\`\`\`mermaid\n${mermaidText(dag)}\n\`\`\``
    case "dot":
      return dotText(dag)
    case "svg":
      return svgText(dag)
    case "tree":
      return treeText(dag)
  }
}

/** Metrics or params as `valuesAt` of pipeline, at a revision or as they are. */
export async function showValues(folder: string, kind: "metrics" | "params", revision?: string): Promise<Values> {
  const root = plainRepository(folder) ?? findProject(folder)
  if (revision !== undefined && !(await hasRevision(root, revision))) throw revisionUnknown(revision)
  return valuesAt(root, kind, revision)
}

/**
 * What changed between two revisions; without the second up to the files as they are, without both since HEAD.
 *
 * @throws repository.revision-unknown and those of `valuesAt`
 */
export async function diffValues(
  folder: string,
  kind: "metrics" | "params",
  {
    from = "HEAD",
    to,
    all,
  }: { readonly from?: string | undefined; readonly to?: string | undefined; readonly all: boolean },
): Promise<ValueChanges> {
  return changesOf(await showValues(folder, kind, from), await showValues(folder, kind, to), all)
}
