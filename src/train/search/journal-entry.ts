import { deserialize } from "node:v8"
import { canonicalJson, hashBytes, type Json } from "../../base/index.ts"
import type { Session } from "./session.ts"

/** Name of an entry: what is fitted, and the work counted so far, which together name the point of the search. */
export function entryName({ plan }: Session, fit: Json): string {
  return hashBytes("sha256", canonicalJson([fit, plan.spent]))
}

/** @returns undefined when there is nothing, or it was written by another version of Node */
export function readEntry<T>(bytes: Uint8Array | undefined): T | undefined {
  if (bytes === undefined) return undefined
  try {
    return deserialize(bytes) as T
  } catch {
    return undefined
  }
}
