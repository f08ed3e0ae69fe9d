import type { Json } from "../base/index.ts"

/** A notebook of TypeScript, as far as it is written and read here. */
export interface Notebook {
  readonly cells: readonly Cell[]
}

export type Cell = TextCell | CodeCell

export interface TextCell {
  readonly kind: "text"
  /** Markdown. */
  readonly source: string
}

export interface CodeCell {
  readonly kind: "code"
  readonly source: string
  readonly outputs: readonly Output[]
  /** Of the cell's metadata. */
  readonly tags: readonly string[]
}

/** One result in several forms, of which a viewer shows the richest it can; `text/plain` is always there. */
export type Output = Readonly<Record<string, string>> & { readonly "text/plain": string }

export const textCell = (source: string): TextCell => ({ kind: "text", source })

/** @param outputs none for a cell that was not run */
export const codeCell = (source: string, outputs: readonly Output[] = []): CodeCell => ({
  kind: "code",
  source,
  outputs,
  tags: [],
})

/**
 * The notebook as nbformat 4.5 has it, as the Jupyter tools lay it out: keys sorted, indented by one. Ids are the cells' places, so that
 * the same notebook is the same text.
 */
export function notebookText({ cells }: Notebook): string {
  let runs = 0
  const document = {
    cells: cells.map((cell, place) => {
      const id = `cell-${String(place + 1).padStart(3, "0")}`
      if (cell.kind === "text") return { cell_type: "markdown", id, metadata: {}, source: linesOf(cell.source) }
      const count = cell.outputs.length === 0 ? null : ++runs
      return {
        cell_type: "code",
        execution_count: count,
        id,
        metadata: cell.tags.length === 0 ? {} : { tags: cell.tags },
        outputs: cell.outputs.map((output, at) => outputOf(output, at === 0 ? count : null)),
        source: linesOf(cell.source),
      }
    }),
    metadata: {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: {
        codemirror_mode: "typescript",
        file_extension: ".ts",
        mimetype: "text/x.typescript",
        name: "typescript",
        nbconvert_exporter: "script",
        pygments_lexer: "typescript",
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

/** @param count of the cell for its result, null for what it shows besides */
function outputOf(output: Output, count: number | null): Json {
  const data = Object.fromEntries(Object.entries(output).map(([type, text]) => [type, linesOf(text)]))
  if (count === null) return { data, metadata: {}, output_type: "display_data" }
  return { data, execution_count: count, metadata: {}, output_type: "execute_result" }
}

/** Lines keep their ends, as the format has it. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/)
}
