import { filterInvalid, searchKeyUnknown } from "./errors.ts"
import { type Token, tokenize } from "./filter-tokens.ts"

/** What a clause is about. */
export type Entity = "attribute" | "metric" | "param" | "tag" | "dataset"
export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "like" | "ilike" | "in" | "not in"

export interface Clause {
  readonly entity: Entity
  /** For an attribute, the name that `SearchKeys` gives it. */
  readonly key: string
  readonly operator: Operator
  readonly value: number | string | readonly string[]
}

export interface Order {
  readonly entity: Entity
  readonly key: string
  readonly kind: "number" | "text"
  readonly descending: boolean
}

/** What may be searched: attributes by every name they have, and the entities besides. */
export interface SearchKeys {
  readonly attributes: Readonly<Record<string, AttributeKey>>
  readonly entities: readonly Exclude<Entity, "attribute">[]
}

export interface AttributeKey {
  /** Column, by which the caller knows it. */
  readonly column: string
  readonly kind: "number" | "text"
  /** IN and NOT IN are allowed. */
  readonly lists?: true
}

/**
 * MLflow's search grammar: `clause (AND clause)*`, `clause := [entity.]key operator value`; no OR, no parentheses but for lists.
 * Without an entity the key is an attribute; it is split from its entity at the first dot.
 *
 * @throws track.filter-invalid, track.search-key-unknown
 */
export function parseFilter(filter: string, keys: SearchKeys): readonly Clause[] {
  const tokens = tokenize(filter)
  if (tokens.length === 0) return []
  const clauses: Clause[] = []
  let position = 0
  for (;;) {
    const [clause, next] = parseClause(filter, { tokens, position }, keys)
    clauses.push(clause)
    if (next === tokens.length) return clauses
    if (!isWord(tokens[next], "and")) throw filterInvalid(filter, `wanted AND, ${shown(tokens[next])} came`)
    position = next + 1
  }
}

/**
 * Parts such as `metrics.rmse DESC`; ascending when nothing is said.
 *
 * @throws track.filter-invalid, track.search-key-unknown
 */
export function parseOrder(parts: readonly string[], keys: SearchKeys): readonly Order[] {
  return parts.map((part) => {
    const tokens = tokenize(part)
    const direction = tokens[1]
    const descending = isWord(direction, "desc")
    const known = direction === undefined || descending || isWord(direction, "asc")
    if (tokens[0]?.kind !== "name" || tokens.length > 2 || !known) {
      throw filterInvalid(part, "wanted a key, then ASC, DESC or nothing", 'Order by parts such as "metrics.rmse ASC"')
    }
    const { entity, key, kind } = resolveKey(part, tokens[0].text, keys)
    return { entity, key, kind, descending }
  })
}

interface Cursor {
  readonly tokens: readonly Token[]
  readonly position: number
}

function parseClause(filter: string, { tokens, position }: Cursor, keys: SearchKeys): [Clause, number] {
  const name = tokens[position]
  if (name?.kind !== "name") throw filterInvalid(filter, `wanted a key such as metrics.rmse, ${shown(name)} came`)
  const { entity, key, kind, lists } = resolveKey(filter, name.text, keys)
  const { operator, next } = parseOperator(filter, { tokens, position: position + 1 })
  const allowed: readonly Operator[] = kind === "number" ? numberOperators : lists ? listOperators : textOperators
  if (!allowed.includes(operator)) {
    throw filterInvalid(
      filter,
      `"${name.text}" can be compared by ${allowed.join(" ").toUpperCase()}, ${operator} came`,
    )
  }
  if (operator === "in" || operator === "not in") {
    const list = parseList(filter, { tokens, position: next })
    return [{ entity, key, operator, value: list.values }, list.next]
  }
  const wanted = kind === "number" ? "number" : "text"
  const value = tokens[next]
  if (value?.kind !== wanted) {
    const how = wanted === "number" ? "a number without quotes" : "a text in quotes"
    throw filterInvalid(filter, `wanted ${how} for "${name.text}", ${shown(value)} came`)
  }
  return [{ entity, key, operator, value: wanted === "number" ? Number(value.text) : value.text }, next + 1]
}

function resolveKey(
  part: string,
  name: string,
  keys: SearchKeys,
): { entity: Entity; key: string; kind: "number" | "text"; lists: boolean } {
  const dot = name.indexOf(".")
  const entity = dot < 0 ? "attribute" : entityNames[name.slice(0, dot).toLowerCase()]
  const key = dot < 0 ? name : name.slice(dot + 1)
  if (entity === undefined || (entity !== "attribute" && !keys.entities.includes(entity))) {
    throw searchKeyUnknown(part, name.slice(0, dot), ["attributes", ...keys.entities.map((each) => `${each}s`)])
  }
  if (entity === "attribute") {
    const attribute = Object.hasOwn(keys.attributes, key) ? keys.attributes[key] : undefined
    if (attribute === undefined) throw searchKeyUnknown(part, key, Object.keys(keys.attributes))
    return { entity, key: attribute.column, kind: attribute.kind, lists: attribute.lists === true }
  }
  if (key === "") throw filterInvalid(part, `wanted a name after "${name}"`)
  if (entity === "dataset" && !datasetKeys.includes(key)) throw searchKeyUnknown(part, key, datasetKeys)
  return { entity, key, kind: entity === "metric" ? "number" : "text", lists: entity === "dataset" }
}

function parseOperator(filter: string, { tokens, position }: Cursor): { operator: Operator; next: number } {
  const token = tokens[position]
  if (token?.kind === "operator") return { operator: token.text as Operator, next: position + 1 }
  for (const word of ["like", "ilike", "in"] as const) {
    if (isWord(token, word)) return { operator: word, next: position + 1 }
  }
  if (isWord(token, "not") && isWord(tokens[position + 1], "in")) return { operator: "not in", next: position + 2 }
  throw filterInvalid(filter, `wanted an operator such as = or LIKE, ${shown(token)} came`)
}

function parseList(filter: string, { tokens, position }: Cursor): { values: readonly string[]; next: number } {
  const values: string[] = []
  let at = position
  if (tokens[at]?.kind !== "(")
    throw filterInvalid(filter, `wanted a list such as ('a', 'b'), ${shown(tokens[at])} came`)
  do {
    const value = tokens[at + 1]
    if (value?.kind !== "text") throw filterInvalid(filter, `wanted a text in quotes in the list, ${shown(value)} came`)
    values.push(value.text)
    at += 2
  } while (tokens[at]?.kind === ",")
  if (tokens[at]?.kind !== ")")
    throw filterInvalid(filter, `wanted ) at the end of the list, ${shown(tokens[at])} came`)
  return { values, next: at + 1 }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "name" && !token.quoted && token.text.toLowerCase() === word
}

function shown(token: Token | undefined): string {
  return token === undefined ? "nothing" : `"${token.text}"`
}

const numberOperators = ["=", "!=", ">", ">=", "<", "<="] as const
const textOperators = ["=", "!=", "like", "ilike"] as const
const listOperators = ["=", "!=", "like", "ilike", "in", "not in"] as const
const datasetKeys = ["name", "digest", "context"]

const entityNames: Readonly<Record<string, Entity>> = Object.assign(Object.create(null), {
  metric: "metric",
  metrics: "metric",
  param: "param",
  params: "param",
  parameter: "param",
  parameters: "param",
  tag: "tag",
  tags: "tag",
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
  dataset: "dataset",
  datasets: "dataset",
})
