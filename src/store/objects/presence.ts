import { existsSync, readdirSync, statSync } from "node:fs"
import { objectIn } from "./bulk-file.ts"

/**
 * Which objects lie in a folder of objects. Where many are asked for and the folder does not hold very many more, its 256 folders
 * are listed, which takes a tenth of the time of asking for each object.
 *
 * @param asked how many will be asked for
 */
export function presenceIn(folder: string, asked: number): (md5: string) => boolean {
  const listed = new Map<string, ReadonlySet<string>>()
  const names = (prefix: string): ReadonlySet<string> => {
    const known = listed.get(prefix)
    if (known !== undefined) return known
    const place = `${folder}/${prefix}`
    const found = new Set(existsSync(place) ? readdirSync(place) : [])
    listed.set(prefix, found)
    return found
  }
  let lists: boolean | undefined
  return (md5) => {
    const prefix = md5.slice(0, 2)
    lists ??= asked >= manyObjects && names(prefix).size * prefixes <= asked * worthListing
    return lists ? names(prefix).has(md5.slice(2)) : existsSync(objectIn(folder, md5))
  }
}

/**
 * Bytes of files together, those that are gone as none. Of very many only some are asked: no more than the order of the work hangs
 * on it then.
 */
export function bytesOfFiles(files: readonly string[]): number {
  const step = Math.ceil(files.length / mostAsked)
  const asked = files.filter((_, index) => index % step === 0)
  const bytes = asked.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
  return asked.length === 0 ? 0 : Math.round((bytes / asked.length) * files.length)
}

const manyObjects = 2_000
const prefixes = 256
const worthListing = 8
const mostAsked = 1_000
