/** Builds `dist/`: the bundled command, the library entry and its types. Packages stay outside the bundle. */
import { spawnSync } from "node:child_process"
import { chmod, rm } from "node:fs/promises"
import { rolldown } from "rolldown"
import packageJson from "../package.json" with { type: "json" }

const packages = Object.keys(packageJson.dependencies)

await rm("dist", { recursive: true, force: true })
const bundle = await rolldown({
  input: { mlwright: "src/cli/main.ts", index: "src/index.ts" },
  platform: "node",
  external: (id) => id.startsWith("node:") || packages.some((name) => id === name || id.startsWith(`${name}/`)),
  treeshake: { moduleSideEffects: false },
})
await bundle.write({
  dir: "dist",
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  minify: false,
})
await bundle.close()
await chmod("dist/mlwright.js", 0o755)

const types = spawnSync("tsc", ["-p", "tsconfig.types.json"], { stdio: "inherit" })
if (types.status !== 0) process.exit(types.status ?? 1)
