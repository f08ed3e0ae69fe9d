import type { ParseResult } from "@babel/parser"
import { cellUnreadable } from "./errors.ts"
import { namesOf, type SyntaxNode, usesOf } from "./syntax.ts"

/** One name that a cell imports. */
export interface ImportedName {
  readonly local: string
  /** `default`, `*` or the name in the module. */
  readonly imported: string
  readonly from: string
  readonly isType: boolean
}

/** What the code of a cell is made of. */
export interface CellCode {
  readonly imports: readonly ImportedName[]
  /** Modules imported for what they do. */
  readonly bareImports: readonly string[]
  /** Interfaces and type aliases, without `export`. */
  readonly types: readonly { readonly name: string; readonly text: string }[]
  /** Everything else, in order, `export` taken off. */
  readonly body: string
  /** Where in `body` texts over several lines are: their lines must stay as they are. */
  readonly fixed: readonly (readonly [start: number, end: number])[]
  /** Names that later cells may use: declared at the top, or given another value. */
  readonly gives: readonly string[]
  /** Names declared at the top. */
  readonly declares: ReadonlySet<string>
  /** Names that occur, as values and as types; more than are needed of others does no harm. */
  readonly uses: ReadonlySet<string>
}

/**
 * @param cell from 1 among the code cells, for errors
 * @throws notebook.cell-unreadable
 */
export async function readCell(source: string, cell: number): Promise<CellCode> {
  const program = await parse(source, cell)
  const statements = program.program.body as readonly unknown[] as readonly SyntaxNode[]
  const imports = statements.filter(({ type }) => type === "ImportDeclaration")
  const others = statements.filter(({ type }) => type !== "ImportDeclaration")
  const wrong = others.find(
    ({ type, declaration }) =>
      type === "ExportDefaultDeclaration" ||
      type === "ExportAllDeclaration" ||
      (type === "ExportNamedDeclaration" && !declaration),
  )
  if (wrong !== undefined) throw cellUnreadable(cell, lineOf(source, wrong.start), "only declarations can be exported")
  const plain = others.map((statement) =>
    statement.type === "ExportNamedDeclaration" ? statement.declaration! : statement,
  )
  const types = plain.filter(({ type }) => isType(type))
  const kept = withoutLook(plain.filter(({ type }) => !isType(type)))
  const { values, assigned, fixed } = usesOf(kept)
  const declares = kept.flatMap(namesOf)
  const { body, move } = cut(source, kept)
  return {
    imports: imports.flatMap(importedNames),
    bareImports: imports.flatMap(({ specifiers, source: from }) => (specifiers?.length === 0 ? [from!.value!] : [])),
    types: types.map((node) => ({ name: node.id!.name!, text: source.slice(node.start, node.end) })),
    body,
    fixed: fixed.map(([start, end]) => [move(start), move(end)]),
    gives: [...new Set([...declares, ...assigned])],
    declares: new Set(declares),
    uses: new Set([...values, ...usesOf(types).values]),
  }
}

async function parse(source: string, cell: number): Promise<ParseResult> {
  const [{ parse: parseCode }, { transformSync }] = await Promise.all([import("@babel/parser"), import("amaro")])
  try {
    const program = parseCode(source, { sourceType: "module", plugins: ["typescript"], errorRecovery: false })
    // Node takes types out and runs the rest; an enum or a namespace would be code of its own.
    transformSync(source, { mode: "strip-only" })
    return program
  } catch (error) {
    const { message = String(error), loc } = error as { message?: string; loc?: { line: number } }
    throw cellUnreadable(
      cell,
      loc?.line ?? 1,
      message
        .replace(/\s*\(\d+:\d+\)$/, "")
        .split("\n")
        .at(-1)!
        .trim(),
    )
  }
}

/** What a notebook shows of a cell is its last expression; a name alone does nothing in a function. */
function withoutLook(statements: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const last = statements.at(-1)
  const looked = last?.type === "ExpressionStatement" ? last.expression?.type : undefined
  return looked !== undefined && /^(Identifier|(Optional)?MemberExpression)$/.test(looked)
    ? statements.slice(0, -1)
    : statements
}

/** Comments above a statement stay with it. */
function cut(
  source: string,
  statements: readonly SyntaxNode[],
): { readonly body: string; readonly move: (place: number) => number } {
  const moves: (readonly [from: number, to: number])[] = []
  let body = ""
  for (const [index, node] of statements.entries()) {
    const own = node.leadingComments?.filter(({ value }) => !/^\s*(step:|skip\b)/.test(value))[0]
    const start = Math.min(node.start, own?.start ?? node.start)
    if (index > 0) body += /\n\s*\n/.test(source.slice(statements[index - 1]!.end, start)) ? "\n\n" : "\n"
    moves.push([start, body.length])
    body += source.slice(start, node.end)
  }
  const move = (place: number): number => {
    const [from, to] = moves.findLast(([start]) => start <= place) ?? [0, 0]
    return place - from + to
  }
  return { body, move }
}

function importedNames({ specifiers = [], source, importKind }: SyntaxNode): readonly ImportedName[] {
  return specifiers.map((specifier) => ({
    local: specifier.local!.name!,
    imported:
      specifier.type === "ImportDefaultSpecifier"
        ? "default"
        : specifier.type === "ImportNamespaceSpecifier"
          ? "*"
          : (specifier.imported!.name ?? specifier.imported!.value!),
    from: source!.value!,
    isType: importKind === "type" || specifier.importKind === "type",
  }))
}

const isType = (type: string): boolean => type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration"
const lineOf = (source: string, place: number): number => source.slice(0, place).split("\n").length
