import { z } from "zod"
import { notebookLanguage, notebookUnreadable } from "./errors.ts"
import type { Cell, Notebook } from "./notebook.ts"

/**
 * Read the text of an .ipynb. Outputs are left out: what a cell gave is not needed to run it again.
 *
 * @param path named in errors
 * @throws notebook.unreadable, notebook.language
 */
export function parseNotebook(text: string, path: string): Notebook {
  const parsed = documentShape.safeParse(jsonOf(text, path))
  if (!parsed.success) {
    const [problem] = parsed.error.issues
    throw notebookUnreadable(path, `${problem?.path.join(".") ?? ""}: ${problem?.message ?? "it is no notebook"}`)
  }
  const { cells, metadata } = parsed.data
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language
  if (language !== undefined && !languages.has(language.toLowerCase())) throw notebookLanguage(path, language)
  return {
    cells: cells.flatMap((cell): readonly Cell[] => {
      const source = typeof cell.source === "string" ? cell.source : cell.source.join("")
      if (cell.cell_type === "markdown") return [{ kind: "text", source }]
      if (cell.cell_type !== "code") return []
      return [{ kind: "code", source, outputs: [], tags: cell.metadata?.tags ?? [] }]
    }),
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notebookUnreadable(path, error instanceof Error ? error.message : String(error))
  }
}

const documentShape = z.object({
  nbformat: z.literal(4),
  metadata: z
    .object({
      language_info: z.object({ name: z.string() }).optional(),
      kernelspec: z.object({ language: z.string().optional() }).optional(),
    })
    .optional(),
  cells: z.array(
    z.object({
      cell_type: z.string(),
      source: z.union([z.string(), z.array(z.string())]),
      metadata: z.object({ tags: z.array(z.string()).optional() }).optional(),
    }),
  ),
})

const languages: ReadonlySet<string> = new Set(["typescript", "javascript"])
