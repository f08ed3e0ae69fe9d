/** A node of the syntax tree, as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly value?: string
  readonly computed?: boolean
  readonly shorthand?: boolean
  readonly importKind?: string
  readonly id?: SyntaxNode
  readonly key?: SyntaxNode
  readonly property?: SyntaxNode
  readonly left?: SyntaxNode
  readonly argument?: SyntaxNode
  readonly expression?: SyntaxNode
  readonly declaration?: SyntaxNode
  readonly local?: SyntaxNode
  readonly imported?: SyntaxNode
  readonly source?: SyntaxNode
  readonly declarations?: readonly SyntaxNode[]
  readonly specifiers?: readonly SyntaxNode[]
  readonly elements?: readonly (SyntaxNode | null)[]
  readonly properties?: readonly SyntaxNode[]
  readonly leadingComments?: readonly { readonly value: string; readonly start: number }[]
}

/** Names that a statement at the top declares. */
export function namesOf(node: SyntaxNode): readonly string[] {
  if (node.type === "VariableDeclaration") return (node.declarations ?? []).flatMap(({ id }) => patternNames(id))
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return patternNames(node.id)
  return []
}

/** Names that occur in statements, those that get a new value, and the places of texts over several lines. */
export function usesOf(statements: readonly SyntaxNode[]): {
  readonly values: ReadonlySet<string>
  readonly assigned: ReadonlySet<string>
  readonly fixed: readonly (readonly [start: number, end: number])[]
} {
  const values = new Set<string>()
  const assigned = new Set<string>()
  const local = new Set<string>()
  const fixed: (readonly [number, number])[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Identifier") values.add(node.name!)
    if (node.type === "TemplateLiteral") fixed.push([node.start, node.end])
    if (node.type === "VariableDeclarator") for (const name of patternNames(node.id)) local.add(name)
    if (node.type === "AssignmentExpression") for (const name of patternNames(node.left)) assigned.add(name)
    if (node.type === "UpdateExpression") for (const name of patternNames(node.argument)) assigned.add(name)
    for (const [part, child] of Object.entries(node)) {
      if (isName(node, part)) continue
      for (const one of [child].flat()) if (isNode(one)) visit(one)
    }
  }
  for (const statement of statements) visit(statement)
  return { values, assigned: new Set([...assigned].filter((name) => !local.has(name))), fixed }
}

/** The child names a property, and no variable. */
function isName(node: SyntaxNode, part: string): boolean {
  if (part === "property") return /MemberExpression$/.test(node.type) && node.computed !== true
  if (part === "key") return node.computed !== true
  return part === "label" || part === "leadingComments" || part === "trailingComments" || part === "innerComments"
}

function patternNames(node: SyntaxNode | null | undefined): readonly string[] {
  switch (node?.type) {
    case "Identifier":
      return [node.name!]
    case "ObjectPattern":
      return (node.properties ?? []).flatMap((property) =>
        patternNames(property.type === "RestElement" ? property.argument : (property.value as unknown as SyntaxNode)),
      )
    case "ArrayPattern":
      return (node.elements ?? []).flatMap(patternNames)
    case "AssignmentPattern":
      return patternNames(node.left)
    case "RestElement":
      return patternNames(node.argument)
    default:
      return []
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value
}
