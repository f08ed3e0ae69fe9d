import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { layers, servingRooms, uiContract } from "../../src/layers.ts"
import { folderOf, type Import, importsOf, sourceFiles, sourceRoot } from "./imports.ts"

const order = new Map(layers.map((layer, index) => [layer.folder, index]))
const all = sourceFiles().flatMap(importsOf)
const between = all.filter((found) => folderOf(found.from) !== "" && folderOf(found.from) !== folderOf(found.to))

describe("the law of the rooms", () => {
  test("every folder of src is a room in layers.ts, and every room that is not planned has a folder", () => {
    const folders = readdirSync(sourceRoot, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect([...folders].sort()).toEqual(
      layers
        .filter((layer) => layer.planned !== true)
        .map((layer) => layer.folder)
        .sort(),
    )
  })

  test("a room imports only from rooms above it", () => {
    const backward = between.filter(
      ({ from, to }) => (order.get(folderOf(to)) ?? -1) >= (order.get(folderOf(from)) ?? -1),
    )
    expect(backward.filter(({ to }) => folderOf(to) !== "").map(arrow)).toEqual([])
  })

  test("a room is entered only through its index.ts", () => {
    expect(between.filter(({ to }) => folderOf(to) !== "" && !to.endsWith("/index.ts")).map(arrow)).toEqual([])
  })

  test("every room has an index.ts that opens with its five-line comment", async () => {
    for (const { folder } of layers.filter((layer) => layer.planned !== true && layer.folder !== "cli")) {
      expect(existsSync(join(sourceRoot, folder, "index.ts")), folder).toBe(true)
      const text = await import("node:fs").then(({ readFileSync }) =>
        readFileSync(join(sourceRoot, folder, "index.ts"), "utf8"),
      )
      expect(text, folder).toMatch(
        /^\/\/ What: .+\n(\/\/ .+\n)*\/\/ Owns: .+\n(\/\/ .+\n)*\/\/ In -> out: .+\n(\/\/ .+\n)*\/\/ Must not know: .+\n/,
      )
    }
  })

  test("outside src only the package's manifest and the examples are imported", () => {
    const outside = all.filter(({ to }) => to.startsWith(".."))
    expect(outside.filter(({ to }) => to !== "../package.json" && !to.startsWith("../examples/")).map(arrow)).toEqual(
      [],
    )
  })

  test("no files import one another in a circle", () => {
    expect(circles(all.filter((found) => !found.typeOnly && !found.dynamic))).toEqual([])
  })

  test("what serve reaches by value import ships in the inference image and nothing else does", () => {
    const reached = reach(
      "serve/index.ts",
      all.filter((found) => !found.typeOnly && !found.dynamic),
    )
    expect(
      [...new Set(reached.map(folderOf))].filter((folder) => folder !== "" && !servingRooms.includes(folder)),
    ).toEqual([])
  })

  test("serve loads the table room only when a batch file comes", () => {
    const dynamic = all.filter(
      (found) => found.dynamic && folderOf(found.from) === "serve" && folderOf(found.to) !== "serve",
    )
    expect([...new Set(dynamic.map(({ to }) => folderOf(to)))].filter((folder) => folder !== "table")).toEqual([])
  })

  test("the browser app sees of the code only the server's contract", () => {
    expect(between.filter(({ from, to }) => folderOf(from) === "ui" && to !== uiContract).map(arrow)).toEqual([])
  })
})

const arrow = ({ from, to }: Import): string => `${from} -> ${to}`

function reach(start: string, edges: readonly Import[]): readonly string[] {
  const seen = new Set([start])
  for (const file of seen) for (const edge of edges) if (edge.from === file) seen.add(edge.to)
  return [...seen]
}

function circles(edges: readonly Import[]): readonly string[] {
  const next = Map.groupBy(edges, (edge) => edge.from)
  const state = new Map<string, "open" | "done">()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return
    if (state.get(file) === "open") {
      found.push([...path.slice(path.indexOf(file)), file].join(" -> "))
      return
    }
    state.set(file, "open")
    for (const edge of next.get(file) ?? []) visit(edge.to, [...path, file])
    state.set(file, "done")
  }
  for (const file of next.keys()) visit(file, [])
  return found
}
