import { KnownError } from "../base/index.ts"

export const folderMissing = (folder: string): KnownError =>
  new KnownError({
    code: "repository.folder-missing",
    blame: "user",
    message: `Cannot find a repository in "${folder}": there is no such folder`,
    hint: "Check the folder named with -C; it is taken from the folder the command runs in",
    detail: { folder },
  })

export const repositoryMissing = (folder: string): KnownError =>
  new KnownError({
    code: "repository.missing",
    blame: "user",
    message: `Cannot find a repository: neither "${folder}" nor a folder above it has a .dvc folder`,
    hint: "Make one with mlwright init, or name another folder with -C",
    detail: { folder },
  })

export const repositoryExists = (folder: string): KnownError =>
  new KnownError({
    code: "repository.exists",
    blame: "user",
    message: `Cannot make a repository: "${folder}" is one already`,
    hint: "Work in it, make one inside of it with --subdir, or make it anew with --force",
    detail: { folder },
  })

export const revisionUnknown = (revision: string): KnownError =>
  new KnownError({
    code: "repository.revision-unknown",
    blame: "user",
    message: `Cannot find the version "${revision}": git knows no commit, branch or tag of that name here`,
    hint:
      revision === "HEAD"
        ? 'Make the first commit with git add --all && git commit -m "first"'
        : "List the commits with git log --oneline",
    detail: { revision },
  })

export const sourceWithoutCommit = (url: string): KnownError =>
  new KnownError({
    code: "repository.source-without-commit",
    blame: "user",
    message: `Cannot read "${url}": it is no git repository, or has no commit`,
    hint: "Name a git repository, or take the data with mlwright import-url",
    detail: { url },
  })

export const sourcePathMissing = (url: string, path: string): KnownError =>
  new KnownError({
    code: "repository.source-path-missing",
    blame: "user",
    message: `Cannot find "${path}" in "${url}": neither git nor DVC has it there`,
    hint: `See what there is with mlwright ls -R "${url}"`,
    detail: { url, path },
  })

export const notImported = (target: string): KnownError =>
  new KnownError({
    code: "repository.not-imported",
    blame: "user",
    message: `Cannot update "${target}": it was not imported from anywhere`,
    hint: "Name a .dvc file that mlwright import or import-url made",
    detail: { target },
  })

export const neverTracked = (path: string): KnownError =>
  new KnownError({
    code: "repository.never-tracked",
    blame: "user",
    message: `Cannot find versions of "${path}": no commit has it, neither in git nor tracked by DVC`,
    hint: "See what there is with mlwright ls -R",
    detail: { path },
  })

export const versionAbsent = (path: string, revision: string): KnownError =>
  new KnownError({
    code: "repository.version-absent",
    blame: "user",
    message: `Cannot bring back "${path}" as of "${revision}": that commit does not have it, neither in git nor tracked by DVC`,
    hint: `See which commits changed it with mlwright log "${path}"`,
    detail: { path, revision },
  })

export const versionNotHere = (path: string, revision: string): KnownError =>
  new KnownError({
    code: "repository.version-not-here",
    blame: "user",
    message: `Cannot bring back "${path}" as of "${revision}": its content is not in the cache`,
    hint: `Fetch it with mlwright fetch --all-commits "${path}"`,
    detail: { path, revision },
  })

export const addressEmpty = (url: string): KnownError =>
  new KnownError({
    code: "repository.address-empty",
    blame: "user",
    message: `Cannot list "${url}": there is nothing`,
    hint: "Check the address; one below a remote of DVC is written remote://NAME/path",
    detail: { url },
  })
