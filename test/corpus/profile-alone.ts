// Profiles one file in a process of its own and says what came of it, and how much memory that took at most.
// Arguments: folder, file name, data.badRows.

import { join } from "node:path"
import { KnownError } from "../../src/base/index.ts"
import { dataSettings, profileFiles } from "../../src/table/index.ts"

const [root = "", file = "", badRows = "fail"] = process.argv.slice(2)
const settings = dataSettings.parse({ badRows, threads: 2, memoryMegabytes: 256 })
const outcome = await profileFiles([file], { root, temporary: join(root, "tmp"), settings }).then(
  ({ rows, dropped }) => ({ rows, dropped }),
  (error: unknown) => {
    if (!(error instanceof KnownError)) throw error
    const { lines } = error.detail
    return { code: error.code, message: error.message, lines: Array.isArray(lines) ? lines.length : 0 }
  },
)
process.stdout.write(JSON.stringify({ ...outcome, megabytes: process.resourceUsage().maxRSS / 1000 }))
