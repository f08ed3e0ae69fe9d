import { placeColumns, placeColumnsIn, placePatterns } from "../schema/index.ts"
import type { SourceFile } from "./files.ts"
import { columnNames, type Renamed } from "./query/names.ts"
import { columnKey, sqlText } from "./query/sql.ts"
import type { OpenedFile, StoredKind } from "./source.ts"

/** A column of one file as the table has it: one that is stored, half of a place, or what the file's folder says. */
export interface FilePart {
  readonly name: string
  readonly kind: StoredKind
  /** Its value over the rows of the file. */
  readonly value: string
  /** The header was empty. */
  readonly unnamed: boolean
  readonly nested: boolean
  /** Column of places that it is half of. */
  readonly placeOf?: string
  /** What the file calls it, where another column has that name. */
  readonly called?: string
}

export interface OpenedPair {
  readonly about: SourceFile
  readonly file: OpenedFile
}

/** A file with its columns as the table has them. */
export interface PartedFile {
  readonly file: OpenedFile
  readonly parts: readonly FilePart[]
  readonly renamed: readonly Renamed[]
}

interface OpenedNamed extends OpenedPair {
  /** Of the file's own columns, in order. */
  readonly names: readonly string[]
}

/**
 * The columns of each file: a column of places becomes two, and folders such as `year=2024` give one each, unless the file has
 * a column of that name.
 *
 * @param wanted names of a schema: it says which columns are places; without one their cells do
 */
export function partsOfFiles(
  opened: readonly OpenedPair[],
  wanted: ReadonlySet<string> | undefined,
): readonly PartedFile[] {
  const files = opened.map((pair) => ({ ...pair, ...columnNames(pair.file.header) }))
  const places = wanted === undefined ? placesOf(files) : undefined
  const kinds = folderKinds(files)
  return files.map(({ about, file, names, renamed }) => {
    const own = new Set(names.map((name) => name.toLowerCase()))
    const repeated = new Map(renamed.flatMap(({ from, to, why }) => (why === "duplicate" ? [[to, from]] : [])))
    const parts = names.flatMap((name, position) => {
      const called = repeated.get(name)
      const part = { ...storedPart(file, name, position), ...(called !== undefined && { called }) }
      const isPlace = places?.has(name) ?? (wanted !== undefined && placeColumnsIn(name, wanted) !== undefined)
      return isPlace && isText(part.kind) ? placeParts(part) : [part]
    })
    const folders = (about.folders ?? []).filter(({ name }) => !own.has(name.toLowerCase()))
    const all = [...parts, ...folders.map(({ name, value }) => folderPart(name, value, kinds.get(name)!))]
    return { file, parts: all, renamed }
  })
}

const isText = (kind: StoredKind): boolean => kind === "text" || kind === "string"

/** Columns whose cells are places in one file at least, and in no other file something else. */
function placesOf(files: readonly OpenedNamed[]): ReadonlySet<string> {
  const places = new Set<string>()
  const others = new Set<string>()
  const all = new Set(files.flatMap(({ names }) => names))
  for (const { file, names } of files) {
    for (const [position, name] of names.entries()) {
      const seen = file.places.get(position)
      if (seen === true) places.add(name)
      else if (seen === false) others.add(name)
    }
  }
  const isFree = (name: string): boolean => Object.values(placeColumns(name)).every((half) => !all.has(half))
  return new Set([...places].filter((name) => !others.has(name) && isFree(name)))
}

function storedPart(file: OpenedFile, name: string, position: number): FilePart {
  const unnamed = file.header[position]!.trim() === ""
  return file.format === "csv"
    ? { name, kind: "text", value: columnKey(position), unnamed, nested: false }
    : { name, kind: file.kinds[position]!, value: file.values[position]!, unnamed, nested: file.nested[position]! }
}

/** A text that is no place stays as it is, so that it is told of as one that is no number. */
function placeParts(part: FilePart): readonly FilePart[] {
  const { pair, point, angles } = placePatterns
  const half = (inPair: number, inPoint: number, inAngles: number): string =>
    `CASE WHEN regexp_matches(${part.value}, ${sqlText(pair)}) THEN regexp_extract(${part.value}, ${sqlText(pair)}, ${inPair})
      WHEN regexp_matches(${part.value}, ${sqlText(point)}, 'i') THEN regexp_extract(${part.value}, ${sqlText(point)}, ${inPoint}, 'i')
      WHEN regexp_matches(${part.value}, ${sqlText(angles)}, 'i') THEN ${degreesIn(part.value, inAngles)}
      ELSE ${part.value} END`
  const { latitude, longitude } = placeColumns(part.name)
  const stored = part.kind === "string"
  const typed = (text: string): string => (stored ? `CAST(${text} AS DOUBLE)` : text)
  const common = { ...part, kind: stored ? "number" : part.kind, placeOf: part.name } as const
  return [
    { ...common, name: latitude, value: typed(half(1, 2, 1)) },
    { ...common, name: longitude, value: typed(half(2, 1, 5)) },
  ]
}

/** The degrees of an angle as `parsePlace` adds them up, as text; `at` is the group of its degrees. */
function degreesIn(value: string, at: number): string {
  const group = (number: number): string => `regexp_extract(${value}, ${sqlText(placePatterns.angles)}, ${number}, 'i')`
  const number = (index: number): string => `CAST(coalesce(nullif(${group(index)}, ''), '0') AS DOUBLE)`
  const sign = `CASE WHEN lower(${group(at + 3)}) IN ('s', 'w') THEN -1 ELSE 1 END`
  return `CAST((${sign}) * (${number(at)} + ${number(at + 1)} / 60 + ${number(at + 2)} / 3600) AS VARCHAR)`
}

/** The folders of CSV files are read as their cells are; those of others are whole numbers or texts. */
function folderKinds(files: readonly OpenedNamed[]): ReadonlyMap<string, StoredKind> {
  const values = Map.groupBy(
    files.flatMap(({ about }) => about.folders ?? []),
    ({ name }) => name,
  )
  const isCsv = files.every(({ file }) => file.format === "csv")
  return new Map(
    [...values].map(([name, found]) => {
      const areWhole = found.every(({ value }) => value === undefined || /^-?(?:0|[1-9]\d{0,14})$/.test(value))
      return [name, isCsv ? "text" : areWhole ? "integer" : "string"]
    }),
  )
}

function folderPart(name: string, value: string | undefined, kind: StoredKind): FilePart {
  return { name, kind, value: value === undefined ? "NULL" : sqlText(value), unnamed: false, nested: false }
}
