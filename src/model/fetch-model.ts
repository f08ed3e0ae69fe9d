import { digestMissing, fetchFailed } from "./errors.ts"
import type { Model } from "./model.ts"
import { type ModelSource, readModel } from "./read-model.ts"

/** Files of an artifact by name, already in memory: `model.json`, `model.bin`, `schema.json` and what else model.json lists. */
export type ModelFiles = Readonly<Record<string, ArrayBuffer | Uint8Array>>

/**
 * A model in a browser, or wherever there is `fetch` and Web Crypto, checked as `readModel` does.
 *
 * @param from address of the artifact folder, or its files
 * @throws model.missing, model.corrupt, model.too-new, model.fetch-failed, model.digest-missing
 */
export function fetchModel(from: string | URL | ModelFiles): Promise<Model> {
  return readModel(typeof from === "string" || from instanceof URL ? addressSource(String(from)) : filesSource(from))
}

function addressSource(address: string): ModelSource {
  const folder = address.replace(/\/$/, "")
  const read = async (name: string) => {
    const response = await fetch(`${folder}/${name}`).catch((cause: unknown) => {
      throw fetchFailed(`${folder}/${name}`, cause instanceof Error ? cause.message : String(cause), cause)
    })
    if (response.status === 404) return { missing: undefined }
    if (!response.ok) throw fetchFailed(`${folder}/${name}`, `the server answers ${response.status}`)
    return { bytes: new Uint8Array(await response.arrayBuffer()) }
  }
  return { folder, read, sha256: digestFor(folder) }
}

function filesSource(files: ModelFiles): ModelSource {
  const folder = "the files given"
  const read = async (name: string) => {
    const found = files[name]
    return found === undefined
      ? { missing: undefined }
      : { bytes: found instanceof Uint8Array ? found : new Uint8Array(found) }
  }
  return { folder, read, sha256: digestFor(folder) }
}

function digestFor(folder: string): ModelSource["sha256"] {
  return async (bytes) => {
    const { subtle } = globalThis.crypto ?? {}
    if (subtle === undefined) throw digestMissing(folder)
    const digest = await subtle.digest("SHA-256", Uint8Array.from(bytes))
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
  }
}
