/**
 * Completes `package-lock.json` after `npm install`: npm writes no entry for a platform's optional package that the registry at hand
 * does not have, and then its own `npm ci` refuses the lock ("Missing: X@ from lock file"). Such an entry needs only the version
 * and what it is for; npm fills in the rest on the machine that wants it.
 */
import { readFileSync, writeFileSync } from "node:fs"

interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"]
const processors = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"]

const path = "package-lock.json"
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, Entry> }
const { packages } = lock
let added = 0
for (const [at, entry] of Object.entries(packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isThere(at, name, version)) continue
    const beside = `${at.slice(0, at.lastIndexOf("node_modules/"))}node_modules/${name}`
    packages[packages[beside] === undefined ? beside : `${at}/node_modules/${name}`] = platformEntry(
      entry,
      name,
      version,
    )
    added += 1
  }
if (process.argv.includes("--check")) {
  console.log(added === 0 ? `${path} is complete` : `${path} lacks ${added} platform packages: npm run lock`)
  process.exit(added === 0 ? 0 : 1)
}
const order = (a: string, b: string): number => a.localeCompare(b, "en")
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => order(a, b)))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${path}: ${added} entries added`)

/** Npm looks below the package that wants it, then in each folder above. */
function isThere(at: string, name: string, version: string): boolean {
  const folders = at.split("/node_modules/").map((_, index, parts) => parts.slice(0, index + 1).join("/node_modules/"))
  return ["", ...folders.map((folder) => `${folder}/`)].some((folder) => {
    const found = packages[`${folder}node_modules/${name}`]
    return found !== undefined && (found.version === version || !/^\d/.test(version))
  })
}

function platformEntry(wanting: Entry, name: string, version: string): Entry & Record<string, unknown> {
  const words = name.split(/[-/]/)
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word))
  if (cpu.length === 0 || !/^\d/.test(version)) throw new Error(`${name} ${version} is not a package for a platform`)
  const isMusl = words.some((word) => word.startsWith("musl"))
  const libc = os[0] === "linux" ? [isMusl ? "musl" : "glibc"] : []
  return {
    version,
    cpu,
    ...(wanting.dev === true ? { dev: true } : {}),
    ...(libc.length === 0 ? {} : { libc }),
    optional: true,
    ...(os.length === 0 ? {} : { os }),
  }
}
