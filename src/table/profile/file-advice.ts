import { placeColumns } from "../../schema/index.ts"
import { plural, quoted } from "../query/words.ts"
import type { Source, SourceColumn, StoredKind } from "../source.ts"
import type { Advice } from "./advice.ts"

/** What the files of one table do not agree on, and what of their columns is read in another way than it is stored. */
export function fileAdvice({ columns, files }: Source): readonly Advice[] {
  const differing = columns.filter(({ differs }) => differs.length > 0)
  const advice = [
    ...absentAdvice(columns),
    ...differing.flatMap(nameAdvice),
    ...differing.flatMap(typeAdvice),
    ...columns.filter(({ nested }) => nested).map(nestedAdvice),
    ...[...new Set(columns.flatMap(({ placeOf }) => placeOf ?? []))].map(placeAdvice),
  ]
  const changed = columns.some(({ absentFrom, differs }) => absentFrom.length + differs.length > 0)
  if (files.length < 2 || changed) return advice
  return [...advice, { kind: "files", text: `${files.length} files with the same columns are read as one table` }]
}

function absentAdvice(columns: readonly SourceColumn[]): readonly Advice[] {
  const lacking = new Map<string, string[]>()
  for (const { name, absentFrom } of columns) {
    for (const file of absentFrom) lacking.set(file, [...(lacking.get(file) ?? []), name])
  }
  return [...lacking].map(([file, names]) => ({
    kind: "files",
    text: `"${file}" lacks ${plural(names.length, "column")} that other files have: ${quoted(names)}; their values are missing there`,
    setting: "data.files",
  }))
}

function nameAdvice({ name, differs }: SourceColumn): readonly Advice[] {
  const others = [...new Set(differs.map((column) => column.name))].filter((other) => other !== name)
  if (others.length === 0) return []
  const text = `"${name}" is called ${quoted(others)} in ${plural(differs.filter((column) => column.name !== name).length, "file")}; it is read as one column`
  return [{ column: name, kind: "files", text }]
}

function typeAdvice({ name, kind, differs }: SourceColumn): readonly Advice[] {
  const byKind = Map.groupBy(differs, (column) => column.kind)
  if (byKind.size < 2) return []
  const parts = [...byKind].map(
    ([each, found]) =>
      `${nouns[each]} in ${quoted(
        found.map(({ file }) => file),
        3,
      )}`,
  )
  return [{ column: name, kind: "files", text: `"${name}" holds ${parts.join(" and ")}; it is read as ${nouns[kind]}` }]
}

function nestedAdvice({ name }: SourceColumn): Advice {
  const text = `"${name}" holds lists; it is read as their JSON text, which tells a model little`
  return { column: name, kind: "type", text, setting: "src/features.ts" }
}

function placeAdvice(name: string): Advice {
  const { latitude, longitude } = placeColumns(name)
  const text = `"${name}" holds places; it is read as "${latitude}" and "${longitude}", in degrees`
  return { column: latitude, kind: "type", text, setting: "schema.yaml" }
}

const nouns: Readonly<Record<StoredKind, string>> = {
  text: "text",
  string: "text",
  integer: "whole numbers",
  number: "numbers",
  boolean: "truth values",
  date: "dates",
  datetime: "instants",
}
