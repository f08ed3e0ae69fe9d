/**
 * Builds `dist/`: the bundled command, the library entry and its types. Small packages in pure JavaScript are bundled, because
 * finding and reading their hundreds of files is most of a short command's time; large and native ones stay outside.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { rolldown } from "rolldown"
import packageJson from "../package.json" with { type: "json" }
import { compileKernels, kernelSets, kernelsFile } from "./kernels/compile.ts"

/** Bundled although a dependency: the types of the library entry name it. */
const bundledToo = ["zod"]
const outside = Object.keys(packageJson.dependencies).filter((name) => !bundledToo.includes(name))

for (const set of kernelSets) {
  if (readFileSync(kernelsFile(set), "utf8") !== (await compileKernels(set)))
    throw new Error(`${kernelsFile(set)} is not what its source compiles to; run: node scripts/kernels.ts`)
}
rmSync("dist", { recursive: true, force: true })
const bundle = await rolldown({
  input: {
    mlwright: "src/cli/main.ts",
    index: "src/index.ts",
    // threads, whose files are found by their names
    "bulk-worker": "src/store/objects/bulk-worker.ts",
    "s3-worker": "src/store/remotes/s3-worker.ts",
    "fit-worker": "src/stages/fit-worker.ts",
  },
  platform: "node",
  external: isOutside,
  // left as it is, an import that nothing resolves would fail only when a person runs the command
  onLog: (level, log, handle) => handle(log.code === "UNRESOLVED_IMPORT" ? "error" : level, log),
  treeshake: { moduleSideEffects: (id) => id.includes("node_modules") }, // nothing of ours happens at import
})
const { output } = await bundle.write({
  dir: "dist",
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
})
await bundle.close()
for (const { fileName, type } of output) if (type === "chunk") rewrite(join("dist", fileName), withoutIdleImports)
chmodSync("dist/mlwright.js", 0o755)
const browser = await bundleBrowser()
writeFileSync(
  "dist/THIRD-PARTY-LICENSES.txt",
  licences([...output, ...browser].flatMap((part) => (part.type === "chunk" ? part.moduleIds : []))),
)

const types = spawnSync("tsc", ["-p", "tsconfig.types.json"], { stdio: "inherit" })
if (types.status !== 0) process.exit(types.status ?? 1)

function isOutside(id: string): boolean {
  return id.startsWith("node:") || outside.some((name) => id === name || id.startsWith(`${name}/`))
}

/**
 * A piece of the bundle imports by name what it uses, and by file alone what other parts of the same rooms use: to load that
 * would take longer than all the rest of a short command.
 */
function withoutIdleImports(code: string): string {
  const imports = /^(?:(?:import|export) [^\n]*\n)*/.exec(code)?.[0] ?? ""
  return imports.replaceAll(/^import "\.\/[^"]+";\n/gm, "") + code.slice(imports.length)
}

function rewrite(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")))
}

/** One file for browsers that needs nothing else. */
async function bundleBrowser() {
  const own = await rolldown({
    input: "src/browser.ts",
    platform: "browser",
    external: isOutside, // named by functions that a browser does not call
    onLog: (level, log, handle) => handle(log.code === "UNRESOLVED_IMPORT" ? "error" : level, log),
    treeshake: { moduleSideEffects: (id) => id.includes("node_modules") },
  })
  const written = await own.write({
    file: "dist/browser/mlwright.js",
    format: "esm",
    minify: true,
    codeSplitting: false,
  })
  await own.close()
  const [needed] = written.output.flatMap((part) =>
    part.type === "chunk" ? [...part.imports, ...part.dynamicImports] : [],
  )
  if (needed !== undefined)
    throw new Error(`dist/browser/mlwright.js imports "${needed}", which a browser does not have`)
  return written.output
}

/** The licence of every package whose code is in the bundle, as their authors ask. */
function licences(modules: readonly string[]): string {
  const names = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? [])
  return [...new Set(names)]
    .sort()
    .map((name) => {
      const folder = join("node_modules", name)
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }
      const [file] = globSync("{LICENSE,LICENCE,license}*", { cwd: folder })
      if (file === undefined) throw new Error(`${name} is bundled and has no licence file`)
      return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`
    })
    .join(`\n${"-".repeat(80)}\n\n`)
}
