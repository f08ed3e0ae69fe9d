import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/**
 * The file of a thread by its name: beside who starts it in the sources, at the top of the built package.
 *
 * @param starter `import.meta.url` of who starts it
 */
export function workerFile(name: string, starter: string): string {
  const places = [`./${name}.ts`, `./${name}.js`, `../${name}.js`]
  const files = places.map((place) => fileURLToPath(new URL(place, starter)))
  return files.find((file) => existsSync(file)) ?? files[0]!
}
