import { doOne } from "./bulk-file.ts"
import type { BulkDone, BulkFault, BulkItem, BulkWork } from "./bulk-work.ts"

/** A list of files for one thread; the first failure ends the list, unless `goOn`. */
export interface BulkOrder {
  readonly work: BulkWork
  readonly items: readonly BulkItem[]
  readonly goOn: boolean
}

/** In the order of the items; a fault in place of what was not done. */
export type BulkAnswer = readonly (BulkDone | BulkFault)[]

export async function doMany({ work, items, goOn }: BulkOrder): Promise<BulkAnswer> {
  const answers: (BulkDone | BulkFault)[] = []
  for (const item of items) {
    try {
      answers.push(await doOne(item, work))
    } catch (error) {
      const { code = "", message } = error as NodeJS.ErrnoException
      answers.push({ ...item, code, message })
      if (!goOn) break
    }
  }
  return answers
}
