import { readdirSync, statSync } from "node:fs"
import { basename, join, sep } from "node:path"
import { KnownError } from "../base/index.ts"
import { openRemote } from "../store/index.ts"
import { addressOf, openWorkspace } from "../version/index.ts"
import { addressEmpty } from "./errors.ts"
import type { ListedFile } from "./list-files.ts"
import { findRepository } from "./repository.ts"
import { addressFrom } from "./take-outside.ts"

/** A name at an address outside of any repository. */
export type AddressedFile = Pick<ListedFile, "isdir" | "size" | "path">

/**
 * What lies at a path or an address (s3, ssh) outside of any repository.
 *
 * @param folder absolute; a relative path counts from there, and the remotes of a repository around it are known by name
 * @param depth levels below the address; 1 without going into folders
 * @throws repository.address-empty, store.remote-unsupported, version.remote-unknown
 */
export async function listAddress(folder: string, url: string, depth: number): Promise<readonly AddressedFile[]> {
  const config = await settingsAround(folder)
  const address = addressFrom({ config }, url, folder)
  const files = address.kind === "path" ? filesAt(address.path) : await filesOn(config, url)
  if (files.length === 0) throw addressEmpty(url)
  const shown = new Map<string, AddressedFile>()
  for (const file of files) {
    const steps = file.path.split("/")
    if (steps.length <= depth) shown.set(file.path, file)
    else {
      const path = steps.slice(0, depth).join("/")
      shown.set(path, { isdir: true, size: null, path })
    }
  }
  return [...shown.values()].toSorted((first, second) => (first.path < second.path ? -1 : 1))
}

type Settings = Parameters<typeof addressOf>[0]

async function settingsAround(folder: string): Promise<Settings> {
  const root = rootAround(folder)
  return root === undefined ? new Map() : (await openWorkspace(root)).config
}

function rootAround(folder: string): string | undefined {
  try {
    return findRepository(folder)
  } catch (error) {
    if (error instanceof KnownError && error.code === "repository.missing") return undefined
    throw error
  }
}

function filesAt(path: string): readonly AddressedFile[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (!stat.isDirectory()) return [{ isdir: false, size: stat.size, path: basename(path) }]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  return entries.map((entry) => {
    const file = join(entry.parentPath, entry.name)
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? null
    return {
      isdir: false,
      size,
      path: file
        .slice(path.length)
        .split(sep)
        .filter((step) => step !== "")
        .join("/"),
    }
  })
}

async function filesOn(config: Settings, url: string): Promise<readonly AddressedFile[]> {
  const { address, settings } = addressOf(config, url)
  const remote = openRemote(address, settings)
  try {
    return (await remote.list("")).map((path) => ({ isdir: false, size: null, path }))
  } finally {
    remote.close()
  }
}
