/** A file that is hard to read, written by hand, and what must be read of it. */
export interface AwkwardFile {
  /** Also the file's name; says what is awkward. */
  readonly name: string
  readonly content: string | Uint8Array
  /** Settings of section `data`; none for most, because they are to be guessed. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Column names and types; a format, unit or marks stand behind the type. */
  readonly columns: Readonly<Record<string, string>>
  /** All rows, in order; dates in ISO 8601, null for missing. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

/** A file that must be refused, and by which error. */
export interface RefusedFile {
  readonly name: string
  readonly content: string | Uint8Array
  readonly settings?: Readonly<Record<string, unknown>>
  readonly code: string
  /** Part of the message. */
  readonly says: string
}

export const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")

export const utf16 = (text: string, order: "le" | "be", mark = true): Buffer => {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, "utf16le")
  return order === "le" ? bytes : bytes.swap16()
}
