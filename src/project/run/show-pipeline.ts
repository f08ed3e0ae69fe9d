import { resolve } from "node:path"
import {
  type Dag,
  type DagOptions,
  dagOf,
  dotText,
  loadPipeline,
  mermaidText,
  svgText,
  treeText,
} from "../../pipeline/index.ts"
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
