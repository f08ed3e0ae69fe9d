import { formatBytes, KnownError } from "../../base/index.ts"
import { quoted } from "../words.ts"

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
