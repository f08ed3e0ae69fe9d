import { fileMalformed } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { type Engine, type EngineOptions, withEngine } from "./query/engine.ts"
import { openSource, type Source } from "./source.ts"
import { countRagged, isCutError } from "./text/count-ragged.ts"
import type { Opening, RaggedShare } from "./text/csv.ts"

/** What is done with a table while its files are open. */
export type SourceWork<T> = (engine: Engine, source: Source) => Promise<T>

/**
 * Open files as one table for some work. When a line stops it that cannot be cut, it is done anew, since then it is known whether
 * such lines are many.
 *
 * @throws table.file-malformed and what `openSource` and `work` throw
 */
export async function workOnFiles<T>(
  files: readonly SourceFile[],
  options: EngineOptions & Pick<Opening, "settings" | "names">,
  work: SourceWork<T>,
): Promise<T> {
  const { settings, names } = options
  let ragged: Opening["ragged"] = new Map()
  for (;;) {
    const result = await withEngine(options, async (engine) =>
      workOrCount(engine, await openSource(engine, files, { settings, names, ragged }), work),
    )
    if ("done" in result) return result.done
    ragged = new Map([...ragged, ...result.ragged])
  }
}

async function workOrCount<T>(
  engine: Engine,
  source: Source,
  work: SourceWork<T>,
): Promise<{ readonly done: T } | { readonly ragged: ReadonlyMap<string, RaggedShare> }> {
  try {
    return { done: await work(engine, source) }
  } catch (error) {
    if (!isCutError(error)) throw error
    const ragged = await countRagged(engine, source.texts)
    if (ragged.size === 0) throw fileMalformed(source.files[0]!.name, error)
    return { ragged }
  }
}
