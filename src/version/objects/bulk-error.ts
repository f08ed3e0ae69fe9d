import { knownFileError } from "../../base/index.ts"
import type { BulkAnswer } from "../../store/index.ts"
import { cacheObjectCorrupt, changedWhileRead, linkLoop } from "../errors.ts"

type Fault = Extract<BulkAnswer[number], { readonly code: string }>

/** The known error for a file that could not be done; what is left is our bug. */
export function bulkError(fault: Fault, action: "read" | "write"): unknown {
  const { code, file, target, message } = fault
  if (code === "CHANGED") return changedWhileRead(file)
  if (code === "CORRUPT") return cacheObjectCorrupt(file.split(/[/\\]/).slice(-2).join(""), message)
  if (code === "ELOOP") return linkLoop(file)
  const isOfSource = action === "read" || message.includes(`'${file}'`)
  return knownFileError(
    Object.assign(new Error(message), { code }),
    isOfSource && !diskCodes.has(code) ? "read" : "write",
    isOfSource ? file : (target ?? file),
  )
}

const diskCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS"])
