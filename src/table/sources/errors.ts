import { formatBytes, KnownError, nearest } from "../../base/index.ts"
import { near, quoted } from "../query/words.ts"

export const referenceUnknown = (reference: string, why: string): KnownError =>
  new KnownError({
    code: "table.reference-unknown",
    blame: "user",
    message: `Cannot read "${reference}": wanted a file, a folder or an address with http, https, s3, postgresql or sqlite, and ${why}`,
    hint: "Write it as data/*.csv, https://host/table.csv, s3://bucket/key, postgresql://user@host/base?table=name or sqlite:///file.db?table=name",
    detail: { reference },
  })

export const variableMissing = (name: string, reference: string): KnownError =>
  new KnownError({
    code: "table.variable-missing",
    blame: "user",
    message: `Cannot read "${reference}": wanted the variable ${name} in the environment, and it is not set`,
    hint: `Set it, such as export ${name}=..., or write it into the project's .env`,
    detail: { name },
  })

export const folderEmpty = (path: string, folders: readonly string[]): KnownError =>
  new KnownError({
    code: "table.folder-empty",
    blame: "user",
    message: `Cannot read the folder "${path}": wanted files of a table in it, and there are none${folders.length === 0 ? "" : `; it has the folders ${quoted(folders)}`}`,
    hint:
      folders.length === 0
        ? "Name a folder that has the files"
        : `Name the files with a pattern, such as "${path}/**/*.csv"`,
    detail: { path, folders },
  })

export const fileSpecial = (path: string): KnownError =>
  new KnownError({
    code: "table.file-special",
    blame: "user",
    message: `Cannot read "${path}": wanted a file, and it is a pipe, a device or the like, which can be read only once`,
    hint: "Write what comes from it into a file, and name that",
    detail: { path },
  })

export const archiveBroken = (path: string, why: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "table.archive-broken",
    blame: "user",
    message: `Cannot unpack "${path}": ${why}`,
    hint: "Get the file again; it was probably not copied or downloaded to its end",
    detail: { path },
    cause,
  })

export const archiveMisnamed = (path: string): KnownError =>
  new KnownError({
    code: "table.archive-misnamed",
    blame: "user",
    message: `Cannot unpack "${path}": it is named like an archive, and its content is none`,
    hint: "Take .gz or .zst off its name, or get the file again",
    detail: { path },
  })

export const archiveEmpty = (path: string): KnownError =>
  new KnownError({
    code: "table.archive-empty",
    blame: "user",
    message: `Cannot unpack "${path}": wanted one file in the archive, and it is empty`,
    hint: "Check how the archive was made, or name another file",
    detail: { path },
  })

export const archiveCrowded = (path: string, members: readonly string[]): KnownError =>
  new KnownError({
    code: "table.archive-crowded",
    blame: "user",
    message: `Cannot read "${path}": wanted an archive of one file, and it has ${members.length}: ${quoted(members)}`,
    hint: "Unpack it and name the file or files that are the table",
    detail: { path, members },
  })

export const archiveEncrypted = (path: string, member: string): KnownError =>
  new KnownError({
    code: "table.archive-encrypted",
    blame: "user",
    message: `Cannot unpack "${path}": its member "${member}" is protected by a password`,
    hint: "Unpack it with its password and name the file",
    detail: { path, member },
  })

export const archiveNested = (path: string, depth: number): KnownError =>
  new KnownError({
    code: "table.archive-nested",
    blame: "user",
    message: `Cannot unpack "${path}": wanted a table, and after unpacking ${depth} times there is still an archive`,
    hint: "Unpack it and name the file",
    detail: { path, depth },
  })

export const unpackedTooLarge = (path: string, maxBytes: number): KnownError =>
  new KnownError({
    code: "table.unpacked-too-large",
    blame: "user",
    message: `Cannot unpack "${path}": it holds more than the ${formatBytes(maxBytes)} that are allowed`,
    hint: "Raise data.unpackedMegabytes if you trust the file",
    detail: { path, maxBytes },
  })

export const archiveMethod = (path: string, member: string, method: number): KnownError =>
  new KnownError({
    code: "table.archive-method",
    blame: "user",
    message: `Cannot unpack "${path}": its member "${member}" is compressed by method ${method}, and only stored and deflated ones can be read`,
    hint: "Pack it again with zip, or as .gz or .zst",
    detail: { path, member, method },
  })

export const addressMissing = (address: string, status: number): KnownError =>
  new KnownError({
    code: "table.address-missing",
    blame: "user",
    message: `Cannot download ${address}: the server has nothing there (${status})`,
    hint: "Check the address, for example in a browser",
    detail: { address, status },
  })

export const addressRefused = (address: string, status: number): KnownError =>
  new KnownError({
    code: "table.address-refused",
    blame: "user",
    message: `Cannot download ${address}: the server refuses it (${status})`,
    hint: "Check the address; a login stands in it as https://user:password@host/table.csv",
    detail: { address, status },
  })

export const addressFailed = (
  address: string,
  why: string,
  { cause, status }: { readonly cause?: unknown; readonly status?: number } = {},
): KnownError =>
  new KnownError({
    code: "table.address-failed",
    blame: "environment",
    message: `Cannot download ${address}: ${why}`,
    hint: "Check the address and the network, and try again",
    detail: { address, retryable: true, ...(status !== undefined && { status }) },
    cause,
  })

export const addressHtml = (address: string): KnownError =>
  new KnownError({
    code: "table.address-html",
    blame: "user",
    message: `Cannot read ${address}: wanted a table, and the server sends a web page`,
    hint: "Use the address of the file itself, such as the one behind a button Download or Raw, or log in first",
    detail: { address },
  })

export const redirectsTooMany = (address: string, most: number): KnownError =>
  new KnownError({
    code: "table.redirects-too-many",
    blame: "environment",
    message: `Cannot download ${address}: it redirects more than ${most} times`,
    hint: "Use the address that it ends at",
    detail: { address, most, retryable: false },
  })

export const downloadTooLarge = (address: string, maxBytes: number): KnownError =>
  new KnownError({
    code: "table.download-too-large",
    blame: "user",
    message: `Cannot download ${address}: it holds more than the ${formatBytes(maxBytes)} that are allowed`,
    hint: "Raise data.downloadMegabytes",
    detail: { address, maxBytes },
  })

export const downloadSlow = (address: string, seconds: number): KnownError =>
  new KnownError({
    code: "table.download-slow",
    blame: "environment",
    message: `Cannot read ${address}: it did not end within ${seconds} s`,
    hint: "Raise data.downloadSeconds, or download it by other means and name the file",
    detail: { address, seconds, retryable: true },
  })

export const serverSilent = (address: string, seconds: number): KnownError =>
  new KnownError({
    code: "table.server-silent",
    blame: "environment",
    message: `Cannot read ${address}: the server has sent nothing for ${seconds} s`,
    hint: "Try again later, or raise data.silenceSeconds",
    detail: { address, seconds, retryable: true },
  })

export const endpointUnknown = (endpoint: string): KnownError =>
  new KnownError({
    code: "table.endpoint-unknown",
    blame: "user",
    message: `Cannot ask the store at ${JSON.stringify(endpoint)}: wanted an address with http or https in AWS_ENDPOINT_URL`,
    hint: "Set AWS_ENDPOINT_URL, such as http://127.0.0.1:9000, or unset it for Amazon S3",
    detail: { endpoint },
  })

/** @param place what could be listed to find out what is there; default: what stands before the object */
export const objectMissing = (
  address: string,
  why: string,
  place = address.slice(0, address.lastIndexOf("/") + 1),
): KnownError =>
  new KnownError({
    code: "table.object-missing",
    blame: "user",
    message: `Cannot download ${address}: ${why}`,
    hint: `List what is there: aws s3 ls ${place}`,
    detail: { address },
  })

export const objectDenied = (address: string, why: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.object-denied",
    blame: "user",
    message: `Cannot download ${address}: the store refuses it (${why})`,
    hint: "Check AWS_PROFILE or the keys, and that they may read the bucket",
    detail: { address },
    cause,
  })

export const tokenExpired = (address: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.token-expired",
    blame: "user",
    message: `Cannot download ${address}: the session of the credentials has expired`,
    hint: "Log in again: aws sso login, or get new keys",
    detail: { address },
    cause,
  })

export const credentialsMissing = (address: string, why: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.credentials-missing",
    blame: "user",
    message: `Cannot download ${address}: no AWS credentials are found (${why})`,
    hint: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    detail: { address },
    cause,
  })

export const objectFailed = (address: string, why: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.object-failed",
    blame: "environment",
    message: `Cannot download ${address}: ${why}`,
    hint: "Check AWS_REGION, AWS_ENDPOINT_URL and the network, and try again",
    detail: { address, retryable: true },
    cause,
  })

export const tableNeeded = (database: string, tables: readonly string[]): KnownError =>
  new KnownError({
    code: "table.table-needed",
    blame: "user",
    message: `Cannot read "${database}": wanted to know which table of it, and it has ${tables.length === 0 ? "none" : quoted(tables)}`,
    hint: `Add --set data.table="${tables[0] ?? "NAME"}", or ?table=${tables[0] ?? "NAME"} to an address`,
    detail: { database, tables },
  })

export const tableMissing = (database: string, table: string, tables: readonly string[]): KnownError =>
  new KnownError({
    code: "table.table-missing",
    blame: "user",
    message: `Cannot read the table "${table}" of "${database}": it has ${tables.length === 0 ? "no tables" : quoted(tables)}${near(table, tables)}`,
    hint: `Name one that is there: table=${nearest(table, tables) ?? tables[0] ?? "NAME"} in the address, or --set data.table=...`,
    detail: { database, table, tables },
  })

export const queryInvalid = (database: string, why: string): KnownError =>
  new KnownError({
    code: "table.query-invalid",
    blame: "user",
    message: `Cannot run the query on "${database}": ${why}`,
    hint: "Write one SELECT into data.query, as the database itself takes it",
    detail: { database },
  })

export const databaseLocked = (database: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.database-locked",
    blame: "environment",
    message: `Cannot read "${database}": another program is writing it`,
    hint: "Try again when it is done, or name a copy",
    detail: { database, retryable: true },
    cause,
  })

export const databaseFailed = (database: string, why: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.database-failed",
    blame: "environment",
    message: `Cannot read "${database}": ${why}`,
    hint: "Check that the database is there and answers, and try again",
    detail: { database, retryable: true },
    cause,
  })

export const loginRefused = (database: string, why: string, cause: unknown): KnownError =>
  new KnownError({
    code: "table.login-refused",
    blame: "user",
    message: `Cannot read "${database}": ${why}`,
    hint: "Check user, password and database; a password may stand in PGPASSWORD or in a variable that the address names",
    detail: { database },
    cause,
  })

export const columnBinary = (database: string, column: string): KnownError =>
  new KnownError({
    code: "table.column-binary",
    blame: "user",
    message: `Cannot read the column "${column}" of "${database}": wanted numbers, texts or dates, and it has binary data`,
    hint: "Name the columns that are wanted with data.query, such as SELECT a, b FROM name",
    detail: { database, column },
  })

/** @param likely the sheet with the most rows */
export const sheetNeeded = (workbook: string, sheets: readonly string[], likely: string): KnownError =>
  new KnownError({
    code: "table.sheet-needed",
    blame: "user",
    message: `Cannot read "${workbook}": wanted to know which sheet is the table, and it has ${quoted(sheets)}`,
    hint: `Add --set data.sheet="${likely}"`,
    detail: { workbook, sheets },
  })

export const sheetMissing = (workbook: string, sheet: string, sheets: readonly string[]): KnownError =>
  new KnownError({
    code: "table.sheet-missing",
    blame: "user",
    message: `Cannot read the sheet "${sheet}" of "${workbook}": it has ${quoted(sheets)}${near(sheet, sheets)}`,
    hint: `Name one that is there with --set data.sheet="${nearest(sheet, sheets) ?? sheets[0] ?? "NAME"}"`,
    detail: { workbook, sheet, sheets },
  })

export const workbookOld = (path: string): KnownError =>
  new KnownError({
    code: "table.workbook-old",
    blame: "user",
    message: `Cannot read "${path}": wanted an Excel workbook of the kind .xlsx, and it is of the older kind .xls`,
    hint: "Open it and save it as .xlsx or CSV",
    detail: { path },
  })

export const workbookEncrypted = (path: string): KnownError =>
  new KnownError({
    code: "table.workbook-encrypted",
    blame: "user",
    message: `Cannot read "${path}": it is protected by a password`,
    hint: "Open it with its password and save it without one, or as CSV",
    detail: { path },
  })

export const arrowUnreadable = (path: string, cause: Error): KnownError =>
  new KnownError({
    code: "table.arrow-unreadable",
    blame: "user",
    message: `Cannot read "${path}" as an Arrow file: ${(cause.message.split("\n")[0] ?? "").replace(/\.$/, "")}`,
    hint: "Check that the file is whole, or write it again as Parquet",
    detail: { path },
    cause,
  })
