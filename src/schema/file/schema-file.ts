import { Document, parseDocument, type YAMLSeq } from "yaml"
import type { ColumnSchema, Schema } from "../column.ts"
import { schemaNotYaml } from "../errors.ts"
import { readSchema } from "./read-schema.ts"

/** The text of schema.yaml, for people to review and edit; `parseSchema` gives the same schema back. */
export function schemaToYaml(schema: Schema): string {
  const document = new Document({ columns: schema.columns.map(inOrder) })
  document.commentBefore = heading
  for (const position of schema.columns.keys()) {
    for (const key of ["range", "categories", "missing"]) {
      const list = document.getIn(["columns", position, key]) as YAMLSeq | undefined
      if (list !== undefined) list.flow = JSON.stringify(list).length <= longestList
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/**
 * @param path named in errors
 * @throws schema.not-yaml, schema.key-unknown, schema.value-invalid
 */
export function parseSchema(text: string, path: string): Schema {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split("\n").length
    throw schemaNotYaml(path, line, error.message)
  }
  return readSchema(document.toJS(), path)
}

/** Keys in one order, whoever made the column. */
function inOrder({ name, type, role, nullable, ...rest }: ColumnSchema): ColumnSchema {
  return { name, type, role, nullable, ...rest }
}

/** Characters of a list that is written on one line; a longer one has a line for each of its words. */
const longestList = 90

const heading = ` What rows of the table must look like. Review it: it is yours to edit, and "mlwright run" follows it.
 type      integer number boolean category date datetime text identifier (a name of something, kept letter by letter)
 role      target feature time weight id constant leak ignored (the last five are not read by the model; weight says how much a row
           counts)
 nullable  whether a value may be missing
 format    how a text file writes values. A date: percent codes of strptime, such as %d/%m/%Y. A number: how 1234.5 is written, such as
           1.234,5 or $1,234.5; or a duration in seconds: h:mm:ss, h:mm, m:ss, PT1H2M3S, 1 day 2 h 3 min. A boolean: yes/no
 missing   cells that mean "no value" in this column, such as ["?", "-999"]
 pattern   a regular expression that words match
 range, categories, unit, description and reason may be added or left out too`
