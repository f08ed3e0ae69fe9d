import { z } from "zod"

/** Section `data` of mlwright.yaml: which files are the table and how they are written. */
export const dataSettings = z.strictObject({
  files: z
    .array(z.string())
    .default([])
    .describe(
      "The table: paths, globs or folders from the project's folder, or addresses (https, s3, postgresql, sqlite); several files are read as one table",
    ),
  from: z
    .array(z.string())
    .default([])
    .describe("Addresses that init fetched the files from, without passwords; for people, no run reads them"),
  format: z
    .enum(["auto", "csv", "parquet", "json"])
    .default("auto")
    .describe("How text files are written; auto goes by the file name, and binary files say themselves what they are"),
  sheet: z
    .string()
    .default("")
    .describe("Sheet of an Excel workbook that is the table; needed when more than one has rows"),
  table: z.string().default("").describe("Table or view of a database; needed when an SQLite file has more than one"),
  query: z.string().default("").describe("SELECT that gives the rows of a database, in place of a whole table"),
  encoding: z
    .string()
    .refine(isEncoding, "wanted auto or an encoding such as utf-8, utf-16le, windows-1252 or gb18030")
    .default("auto")
    .describe("How the characters of a text file are written, such as utf-8 or windows-1252; auto looks at all bytes"),
  delimiter: z
    .string()
    .min(1)
    .default("auto")
    .describe(
      "What stands between two cells of a text file: a mark, or tab or space; auto tries comma, semicolon, tab, bar and rarer ones",
    ),
  quote: z
    .string()
    .min(1)
    .default("auto")
    .describe("Mark around cells that hold delimiters or line ends; none when cells are never quoted"),
  escape: z
    .enum(["auto", "double", "backslash"])
    .default("auto")
    .describe("How a quote inside quotes is written: twice, or with a backslash before it"),
  comment: z
    .string()
    .min(1)
    .default("auto")
    .describe("Lines of a text file that begin with it are no rows; none when every line is one"),
  spaces: z
    .enum(["auto", "keep", "trim"])
    .default("auto")
    .describe("Spaces around the cells of a text file; auto takes them off when most cells have them"),
  skipLines: z
    .union([z.literal("auto"), z.int().min(0)])
    .default("auto")
    .describe(
      "Lines of a text file above its header; auto tells titles from the table by their cells; where a schema is known and its columns stand in another line, that line is the header",
    ),
  header: z
    .enum(["auto", "yes", "no"])
    .default("auto")
    .describe("Whether the first line of a CSV file names the columns; auto looks at it"),
  columns: z
    .array(z.string())
    .default([])
    .describe("Names for the columns of a CSV file, in order, in place of those of its header"),
  sampleRows: z
    .int()
    .min(10)
    .default(2000)
    .describe("Rows of each file looked at to guess types and dates; all rows are then read to confirm the guess"),
  badRows: z
    .enum(["fail", "drop"])
    .default("fail")
    .describe(
      "What happens to rows that cannot be read: fail stops and lists them, drop leaves them out and counts them",
    ),
  threads: z
    .int()
    .min(0)
    .default(0)
    .describe("Threads that read files, two at least; 0 takes as many as there are cores"),
  memoryMegabytes: z
    .int()
    .min(64)
    .default(1500)
    .describe("Memory the table engine may use, in megabytes; above it works on the disk"),
  unpackedMegabytes: z
    .int()
    .min(1)
    .default(20_000)
    .describe("What an archive or a workbook may hold, in megabytes; more is refused while it is unpacked"),
  downloadMegabytes: z
    .int()
    .min(1)
    .default(20_000)
    .describe("What may be downloaded from one address, in megabytes; more is refused while it comes"),
  downloadSeconds: z.int().min(1).default(3600).describe("How long one download may take, in seconds"),
  downloadRetries: z
    .int()
    .min(0)
    .default(3)
    .describe(
      "How often a download that was cut off, or a server that is busy, is tried again; what has come is kept where the server can go on",
    ),
  silenceSeconds: z
    .int()
    .min(1)
    .default(30)
    .describe("How long a server that rows come from may say nothing, in seconds, before it is given up"),
})

export type DataSettings = z.infer<typeof dataSettings>

function isEncoding(label: string): boolean {
  if (label === "auto") return true
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}
