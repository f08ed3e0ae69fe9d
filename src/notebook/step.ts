import { type CellCode, type ImportedName, readCell } from "./cell-code.ts"
import { nameWithoutStep, notebookEmpty, stepNameInvalid, stepNameRepeats } from "./errors.ts"
import type { Notebook } from "./notebook.ts"

/** A code cell as a function: what it takes from earlier steps, what it does, what it gives to later ones. */
export interface Step {
  /** Lower-case words with hyphens; the name of its file. */
  readonly name: string
  /** The function in that file. */
  readonly functionName: string
  /** What the text above the cell says, in one line. */
  readonly about: string | undefined
  readonly code: CellCode
  /** Of this cell and of earlier ones, as far as they are used. */
  readonly imports: readonly ImportedName[]
  readonly takes: readonly Taken[]
  /** Types of earlier steps that it names. */
  readonly takesTypes: readonly Taken[]
  readonly gives: readonly string[]
}

/** A name and the step it is from. */
export interface Taken {
  readonly name: string
  readonly from: string
}

/**
 * The steps of a notebook, in order. A code cell that begins with `// step: name`, or has the tag `step:name`, is a step; the other code
 * cells are for looking and are left out. Where no cell is named, every code cell is a step, called by the heading above it.
 *
 * @param path named in errors
 * @throws notebook.no-code, notebook.step-name-invalid, notebook.step-name-repeats, notebook.cell-unreadable,
 *   notebook.name-without-step
 */
export async function stepsOf(
  notebook: Notebook,
  path: string,
): Promise<{ readonly steps: readonly Step[]; readonly leftOut: number }> {
  const cells = namedCells(notebook)
  if (cells.length === 0) throw notebookEmpty(path)
  const steps: Step[] = []
  const imports = new Map<string, ImportedName>()
  const makers = new Map<string, string>()
  const typeMakers = new Map<string, string>()
  const lookers = new Map<string, number>()
  for (const { name, source, number, about } of cells) {
    // What is only looked at may be anything, even a magic command; what it makes is known only when it can be read.
    const code =
      name === undefined ? await readCell(source, number).catch(() => undefined) : await readCell(source, number)
    if (code === undefined) continue
    for (const one of code.imports) imports.set(one.local, one)
    if (name === undefined) {
      for (const given of code.declares) if (!makers.has(given)) lookers.set(given, number)
      continue
    }
    const used = [...code.uses].filter((one) => !code.declares.has(one))
    const lost = used.find((one) => lookers.has(one) && !makers.has(one) && !imports.has(one))
    if (lost !== undefined) throw nameWithoutStep(lost, name, lookers.get(lost)!)
    steps.push({
      name,
      functionName: functionNameOf(name, [...imports.keys()]),
      about,
      code,
      imports: used.flatMap((one) => imports.get(one) ?? []),
      takes: takenOf(used, makers),
      takesTypes: takenOf(
        used.filter((one) => !code.types.some((own) => own.name === one)),
        typeMakers,
      ),
      gives: code.gives.filter((given) => code.declares.has(given) || makers.has(given)),
    })
    for (const given of code.gives) makers.set(given, name)
    for (const type of code.types) typeMakers.set(type.name, name)
  }
  return { steps, leftOut: cells.filter(({ name }) => name === undefined).length }
}

interface NamedCell {
  /** undefined for a cell that is no step */
  readonly name: string | undefined
  readonly source: string
  /** From 1, among the code cells. */
  readonly number: number
  readonly about: string | undefined
}

function namedCells({ cells }: Notebook): readonly NamedCell[] {
  const found: (NamedCell & { readonly heading: string | undefined })[] = []
  let [number, heading, about]: [number, string | undefined, string | undefined] = [0, undefined, undefined]
  for (const cell of cells) {
    if (cell.kind === "text") {
      const lines = cell.source.split("\n").map((line) => line.trim())
      heading = lines.findLast((line) => /^#+\s/.test(line))?.replace(/^#+\s*/, "") ?? heading
      about = lines.findLast((line) => line !== "" && !line.startsWith("#")) ?? heading
      continue
    }
    number++
    const { source, tags } = cell
    if (source.trim() === "" || tags.includes("skip") || /^\s*\/\/\s*skip\b/.test(source)) continue
    const name =
      /^\s*\/\/\s*step:(.*)/.exec(source)?.[1]?.trim() ?? tags.find((tag) => tag.startsWith("step:"))?.slice(5)
    if (name !== undefined && !isSafe(name)) throw stepNameInvalid(name, number)
    found.push({ name, source, number, about, heading })
    about = undefined
  }
  const named = found.some(({ name }) => name !== undefined) ? found : namedByHeading(found)
  const taken = new Map<string, number>()
  for (const { name, number: cell } of named) {
    if (name === undefined) continue
    if (taken.has(name)) throw stepNameRepeats(name, [taken.get(name)!, cell])
    taken.set(name, cell)
  }
  return named
}

function namedByHeading(
  cells: readonly (NamedCell & { readonly heading: string | undefined })[],
): readonly NamedCell[] {
  const taken = new Set<string>()
  return cells.map((cell) => {
    const words = (cell.heading ?? "")
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^[^a-z]+|-+$/g, "")
      .slice(0, 40)
      .replace(/-$/, "")
    const stem = isSafe(words) ? words : "step"
    let name = stem
    for (let next = 2; taken.has(name); next++) name = `${stem}-${next}`
    taken.add(name)
    return { ...cell, name }
  })
}

/** A file of this name can be made and imported on every system. */
function isSafe(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 60 && !devices.test(name)
}

function takenOf(used: readonly string[], makers: ReadonlyMap<string, string>): readonly Taken[] {
  return used.flatMap((name) => {
    const from = makers.get(name)
    return from === undefined ? [] : [{ name, from }]
  })
}

/** A word of the language, or a name that a cell imports, gets another ending. */
function functionNameOf(name: string, imported: readonly string[]): string {
  const plain = name.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
  return reserved.has(plain) || imported.includes(plain) ? `${plain}Step` : plain
}

const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/
const reserved: ReadonlySet<string> = new Set(
  "arguments assert await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch test this throw true try typeof undefined var void while with yield".split(
    " ",
  ),
)
