import type { UnreadableValue } from "./errors.ts"
import type { Source } from "./source.ts"
import { rowsOf } from "./text/plain-copy.ts"

/** Values with the lines of the text files that have them; of other files the row has to do. */
export async function locateRows(
  source: Pick<Source, "texts">,
  values: readonly UnreadableValue[],
): Promise<readonly UnreadableValue[]> {
  const wanted = new Map<number, { readonly file: string; readonly line: number }>()
  const last = Math.max(0, ...values.map(({ row }) => row))
  const rows = new Set(values.map(({ row }) => row))
  let count = 0
  for (const { text } of source.texts) {
    if (count >= last) break
    for await (const block of rowsOf(text)) {
      for (const { line, wrong } of block) {
        if (wrong === undefined && rows.has(++count)) wanted.set(count, { file: text.file.name, line })
      }
      if (count >= last) break
    }
  }
  return values.map((value) => {
    const place = wanted.get(value.row)
    return place === undefined ? value : { ...value, place }
  })
}
