import { KnownError } from "./error.ts"

export const diskFull = (path: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "base.disk-full",
    blame: "environment",
    message: `Cannot write "${path}": the disk is full`,
    hint: "Free some space, then run the same command again; nothing was half-written",
    detail: { path, retryable: true },
    cause,
  })

export const folderReadOnly = (path: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "base.folder-read-only",
    blame: "environment",
    message: `Cannot write "${path}": the folder does not allow it`,
    hint: `Give yourself write access to the folder of "${path}", or choose another folder with -C`,
    detail: { path, retryable: false },
    cause,
  })

export const fileMissing = (path: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "base.file-missing",
    blame: "user",
    message: `Cannot read "${path}": there is no such file`,
    hint: "Check the path; it is taken from the folder the command runs in",
    detail: { path },
    cause,
  })

export const folderInTheWay = (path: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "base.folder-in-the-way",
    blame: "user",
    message: `Cannot write "${path}": there is a folder of that name`,
    hint: "Name a file that is not there yet, or one inside the folder",
    detail: { path },
    cause,
  })

export const fileUnreadable = (path: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "base.file-unreadable",
    blame: "user",
    message: `Cannot read "${path}": it is a folder or does not allow reading`,
    hint: "Name a file, and give yourself read access to it",
    detail: { path },
    cause,
  })
