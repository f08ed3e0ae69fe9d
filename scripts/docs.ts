/** Writes the generated pages: docs/reference/*, the drawing in ARCHITECTURE.md. With `--check` it only says what is stale. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { architecturePage, architectureSvg } from "./docs/architecture.ts"
import { commandsPage } from "./docs/commands.ts"
import { errorsPage } from "./docs/errors.ts"
import { settingsPage, settingsSchema } from "./docs/settings.ts"

const pages: Readonly<Record<string, string>> = {
  "docs/reference/commands.md": commandsPage(),
  "docs/reference/settings.md": settingsPage(),
  "docs/reference/mlwright.schema.json": settingsSchema(),
  "docs/reference/errors.md": errorsPage(),
  "docs/architecture.svg": architectureSvg(),
  "ARCHITECTURE.md": architecturePage(readFileSync("ARCHITECTURE.md", "utf8")),
}

const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text)
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.log(`stale: ${path}; write it with npm run docs`)
  process.exit(stale.length === 0 ? 0 : 1)
}
for (const [path, text] of stale) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`wrote ${path}`)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
