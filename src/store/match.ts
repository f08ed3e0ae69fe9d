import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely"
import type { Engine } from "./database.ts"

/**
 * SQL's LIKE with one meaning on both engines: `%` any text, `_` one character, nothing escapes them; case counts unless
 * `ignoreCase`.
 */
export function like(
  text: Expression<unknown>,
  pattern: string,
  how: { readonly engine: Engine; readonly ignoreCase: boolean },
): RawBuilder<SqlBool> {
  if (how.engine === "postgres") {
    return how.ignoreCase ? sql`${text} ilike ${pattern} escape ''` : sql`${text} like ${pattern} escape ''`
  }
  // SQLite's LIKE ignores the case of ASCII letters only; its GLOB is exact but has other wild cards.
  return how.ignoreCase ? sql`fold_case(${text}) like ${pattern.toLowerCase()}` : sql`${text} glob ${toGlob(pattern)}`
}

function toGlob(pattern: string): string {
  return pattern.replace(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?")
}
