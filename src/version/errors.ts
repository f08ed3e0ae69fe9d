import { KnownError } from "../base/index.ts"

export const notARepository = (folder: string): KnownError =>
  new KnownError({
    code: "version.not-a-repository",
    blame: "user",
    message: `Cannot work on "${folder}": it has no .dvc folder`,
    hint: "Restore it with git checkout -- .dvc, or name another project with -C",
    detail: { folder },
  })

export const gitMissing = (cause: unknown): KnownError =>
  new KnownError({
    code: "version.git-missing",
    blame: "environment",
    message: "Cannot run git: the program is not installed or not on PATH",
    hint: "Install git (https://git-scm.com/downloads), then run the same command again",
    detail: { retryable: false },
    cause,
  })

export const gitFailed = (command: string, answer: string): KnownError =>
  new KnownError({
    code: "version.git-failed",
    blame: "environment",
    message: `Cannot run "git ${command}": git answered "${answer}"`,
    hint: `Run git ${command} by hand and do what it asks`,
    detail: { command, answer, retryable: false },
  })

export const pointerInvalid = (path: string, problem: string): KnownError =>
  new KnownError({
    code: "version.pointer-invalid",
    blame: "user",
    message: `Cannot read "${path}": ${problem}`,
    hint: `Restore the file with git checkout -- "${path}"`,
    detail: { path, problem },
  })

export const pointerConflict = (path: string, line: number): KnownError =>
  new KnownError({
    code: "version.pointer-conflict",
    blame: "user",
    message: `Cannot read "${path}": line ${line} has conflict markers of a merge`,
    hint: `Keep one side with git checkout --ours -- "${path}" or --theirs`,
    detail: { path, line },
  })

export const cacheObjectMissing = (md5: string, path: string): KnownError =>
  new KnownError({
    code: "version.object-missing",
    blame: "user",
    message: `Cannot restore "${path}": the cache has no object ${md5}`,
    hint: "Fetch it with dvc pull, or make it again with mlwright run",
    detail: { md5, path },
  })

export const cacheObjectCorrupt = (md5: string, problem: string): KnownError =>
  new KnownError({
    code: "version.object-corrupt",
    blame: "environment",
    message: `Cannot use the cached object ${md5}: ${problem}`,
    hint: "Make it again with mlwright run --force, or fetch it with dvc pull",
    detail: { md5, problem, retryable: false },
  })

export const changedWhileRead = (path: string): KnownError =>
  new KnownError({
    code: "version.changed-while-read",
    blame: "environment",
    message: `Cannot hash "${path}": it changed while it was read`,
    hint: "Stop the program that writes it, then run the same command again",
    detail: { path, retryable: true },
  })

export const configInvalid = (path: string, line: number): KnownError =>
  new KnownError({
    code: "version.config-invalid",
    blame: "user",
    message: `Cannot read "${path}": line ${line} is neither a section nor "key = value"`,
    hint: `Repair line ${line} of "${path}"`,
    detail: { path, line },
  })

export const nothingToTrack = (path: string): KnownError =>
  new KnownError({
    code: "version.path-missing",
    blame: "user",
    message: `Cannot track "${path}": there is no such file or folder`,
    hint: "Check the path; it is taken from the folder the command runs in",
    detail: { path },
  })

export const linkLoop = (path: string): KnownError =>
  new KnownError({
    code: "version.link-loop",
    blame: "user",
    message: `Cannot read "${path}": the link leads back to a folder it lies in`,
    hint: `Remove the link "${path}"`,
    detail: { path },
  })

export const notAFile = (path: string): KnownError =>
  new KnownError({
    code: "version.not-a-file",
    blame: "user",
    message: `Cannot read "${path}": wanted a file or folder, it is a pipe, socket or device`,
    hint: `Move "${path}" out of the folder`,
    detail: { path },
  })

export const nameNotText = (path: string): KnownError =>
  new KnownError({
    code: "version.name-not-text",
    blame: "user",
    message: `Cannot read "${path}": its name is not UTF-8, and a manifest holds names as text`,
    hint: "Give the file a name in UTF-8, for example with convmv or mv",
    detail: { path },
  })

export const rulesInside = (path: string): KnownError =>
  new KnownError({
    code: "version.rules-inside",
    blame: "user",
    message: `Cannot read "${path}": rules of what to leave out must not lie inside of tracked data`,
    hint: `Move "${path}" to a folder above the data`,
    detail: { path },
  })

export const linkTypeUnknown = (type: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "version.link-type-unknown",
    blame: "user",
    message: `Cannot use cache.type "${type}": wanted one of ${known.join(", ")}`,
    hint: "Set it with mlwright cache type reflink,copy, or edit .dvc/config",
    detail: { type, known },
  })

export const unsavedData = (paths: readonly string[]): KnownError =>
  new KnownError({
    code: "version.unsaved-data",
    blame: "user",
    message: `Cannot replace ${paths
      .slice(0, 3)
      .map((path) => `"${path}"`)
      .join(
        ", ",
      )}${paths.length > 3 ? ` and ${paths.length - 3} more` : ""}: what they hold is in no cache and would be lost`,
    hint: "Keep them with mlwright commit, or give them up with --force",
    detail: { paths },
  })
