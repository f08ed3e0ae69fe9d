import { KnownError } from "../base/index.ts"

/** The first of many paths. */
const fewPaths = (paths: readonly string[]): string =>
  paths
    .slice(0, 3)
    .map((path) => `"${path}"`)
    .join(", ") + (paths.length > 3 ? ` and ${paths.length - 3} more` : "")

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
    hint: answer.includes("not a git repository")
      ? "This needs a repository of git: make one with git init"
      : `Run git ${command} by hand and do what it asks`,
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
    hint: "Fetch it with mlwright pull, or make it again with mlwright run",
    detail: { md5, path },
  })

export const cacheObjectCorrupt = (md5: string, problem: string): KnownError =>
  new KnownError({
    code: "version.object-corrupt",
    blame: "environment",
    message: `Cannot use the cached object ${md5}: ${problem}`,
    hint: "Fetch it with mlwright pull, or make it again with mlwright run --force",
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
    hint: "Repair type in the section [cache] of .dvc/config",
    detail: { type, known },
  })

export const unsavedData = (paths: readonly string[]): KnownError =>
  new KnownError({
    code: "version.unsaved-data",
    blame: "user",
    message: `Cannot replace ${fewPaths(paths)}: what ${paths.length === 1 ? "it holds" : "they hold"} is in no cache and would be lost`,
    hint: `Keep ${paths.length === 1 ? "it" : "them"} with mlwright commit, or give ${paths.length === 1 ? "it" : "them"} up with --force`,
    detail: { paths },
  })

export const repositoryBusy = (path: string, pid: number): KnownError =>
  new KnownError({
    code: "version.repository-busy",
    blame: "environment",
    message: `Cannot change "${path}": ${pid === 0 ? "another process" : `process ${pid}`} of dvc or mlwright is at work there`,
    hint: "Wait until it has ended, then run the same command again",
    detail: { path, pid, retryable: true },
  })

export const remoteUnset = (names: readonly string[]): KnownError =>
  new KnownError({
    code: "version.remote-unset",
    blame: "user",
    message: `Cannot choose a remote: none is the default${names.length === 0 ? " and there is none" : `, there are ${names.join(", ")}`}`,
    hint:
      names.length === 0
        ? "Add one with mlwright remote add -d NAME URL"
        : `Set it with mlwright remote default ${names[0]}`,
    detail: { names },
  })

export const remoteUnknown = (name: string, near: string | undefined, names: readonly string[]): KnownError =>
  new KnownError({
    code: "version.remote-unknown",
    blame: "user",
    message: `Cannot find remote "${name}": there ${names.length === 0 ? "is none" : `are ${names.join(", ")}`}`,
    hint: near === undefined ? "See mlwright remote list" : `Did you mean ${near}?`,
    detail: { name, names },
  })

export const remoteSettingUnsupported = (name: string, setting: string, instead: string): KnownError =>
  new KnownError({
    code: "version.remote-setting-unsupported",
    blame: "user",
    message: `Cannot use remote "${name}" with ${setting}: that is not supported`,
    hint: `${instead.charAt(0).toUpperCase()}${instead.slice(1)}: mlwright remote modify ${name}`,
    detail: { name, setting },
  })

export const remoteSettingsClash = (name: string, first: string, second: string): KnownError =>
  new KnownError({
    code: "version.remote-settings-clash",
    blame: "user",
    message: `Cannot use remote "${name}": ${first} and ${second} exclude each other`,
    hint: `Take one away: mlwright remote modify ${name} ${second} --unset`,
    detail: { name, first, second },
  })

export const targetUnknown = (target: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "version.target-unknown",
    blame: "user",
    message: `Cannot find "${target}": no .dvc file or dvc.yaml tracks it`,
    hint: near === undefined ? "See what is tracked with mlwright data status --granular" : `Did you mean ${near}?`,
    detail: { target, ...(near === undefined ? {} : { near }) },
  })

export const transferFailed = (
  action: string,
  url: string,
  faults: readonly { readonly key: string; readonly code: string; readonly message: string }[],
): KnownError =>
  new KnownError({
    code: "version.transfer-failed",
    blame: "environment",
    message: `Cannot ${action} "${url}": ${faults.length} objects failed, the first (${faults[0]?.key}) with ${faults[0]?.code}: ${faults[0]?.message}`,
    hint: "Run the same command again: what was moved stays and is not moved twice",
    detail: { url, faults: faults.slice(0, 100), retryable: true },
  })

export const checkoutIncomplete = (paths: readonly string[], missing: readonly string[]): KnownError =>
  new KnownError({
    code: "version.checkout-incomplete",
    blame: "user",
    message: `Cannot check out ${fewPaths(paths)}: the cache does not have what ${paths.length === 1 ? "it is" : "they are"} made of (${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", ..." : ""})`,
    hint: "Fetch it with mlwright pull, or go back to a version you have with git checkout",
    detail: { paths, missing },
  })

export const pullIncomplete = (lost: Readonly<Record<string, unknown>>, remote: string | undefined): KnownError => {
  const [paths, missing] = [lost["paths"], lost["missing"]] as [readonly string[], readonly string[]]
  return new KnownError({
    code: "version.pull-incomplete",
    blame: "user",
    message: `Cannot pull ${fewPaths(paths)}: neither the cache nor the remote${remote === undefined ? "" : ` "${remote}"`} has what ${paths.length === 1 ? "it is" : "they are"} made of (${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", ..." : ""})`,
    hint: "Push it where it was made with mlwright push, or leave it out with --allow-missing",
    detail: { paths, missing },
  })
}

export const namesCollide = (path: string, [first, second]: readonly [string, string]): KnownError =>
  new KnownError({
    code: "version.names-collide",
    blame: "user",
    message: `Cannot check out "${path}": "${first}" and "${second}" are one name on this disk, which takes no notice of case`,
    hint: "Check it out on a disk that tells cases apart, or rename one of them there and add the folder again",
    detail: { path, names: [first, second] },
  })

export const pushIncomplete = (url: string, missing: readonly string[]): KnownError =>
  new KnownError({
    code: "version.push-incomplete",
    blame: "user",
    message: `Cannot push everything to "${url}": ${missing.length} objects are neither in the cache nor there (${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", ..." : ""})`,
    hint: "Make them again with mlwright add or mlwright run, or fetch them from where they are with mlwright pull",
    detail: { url, missing },
  })

export const pathsOverlap = (path: string, other: string, owner: string): KnownError =>
  new KnownError({
    code: "version.paths-overlap",
    blame: "user",
    message: `Cannot track "${path}": it overlaps with "${other}", which "${owner}" tracks`,
    hint: `Keep the change with mlwright commit, or give up the other with mlwright remove "${owner}"`,
    detail: { path, other, owner },
  })

export const trackedByGit = (path: string): KnownError =>
  new KnownError({
    code: "version.tracked-by-git",
    blame: "user",
    message: `Cannot track "${path}": git tracks it already`,
    hint: `Take it out of git with git rm -r --cached "${path}"`,
    detail: { path },
  })

export const pathHoldsRepository = (path: string): KnownError =>
  new KnownError({
    code: "version.path-holds-repository",
    blame: "user",
    message: `Cannot track "${path}": the repository itself lies there`,
    hint: "Name the files and folders in it, such as mlwright add data",
    detail: { path },
  })

export const pathInLink = (path: string, link: string): KnownError =>
  new KnownError({
    code: "version.path-in-link",
    blame: "user",
    message: `Cannot track "${path}": "${link}" is a link to a folder, and what lies behind it may be of others`,
    hint: `Track the folder it leads to, or copy it in with mlwright add "${path}" --out NAME`,
    detail: { path, link },
  })

export const pathOutside = (path: string, root: string): KnownError =>
  new KnownError({
    code: "version.path-outside",
    blame: "user",
    message: `Cannot track "${path}": it is not below "${root}"`,
    hint: `Copy it in with mlwright add "${path}" --out NAME`,
    detail: { path, root },
  })

export const pathTaken = (path: string): KnownError =>
  new KnownError({
    code: "version.path-taken",
    blame: "user",
    message: `Cannot write "${path}": there is something of that name`,
    hint: "Name another path, or replace it with --force",
    detail: { path },
  })

export const remoteExists = (name: string): KnownError =>
  new KnownError({
    code: "version.remote-exists",
    blame: "user",
    message: `Cannot add remote "${name}": there is one of that name`,
    hint: `Change it with mlwright remote modify ${name} url URL, or replace it with --force`,
    detail: { name },
  })

export const fetchIncomplete = (missing: readonly string[]): KnownError =>
  new KnownError({
    code: "version.fetch-incomplete",
    blame: "user",
    message: `Cannot fetch everything: the remote does not have ${missing.length} objects (${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", ..." : ""})`,
    hint: "Push them from where they are with mlwright push",
    detail: { missing },
  })

export const pathIgnored = (path: string, rule: string): KnownError =>
  new KnownError({
    code: "version.path-ignored",
    blame: "user",
    message: `Cannot track "${path}": the rule "${rule}" leaves it out`,
    hint: "Change the rule, or stop tracking the path by removing its .dvc file",
    detail: { path, rule },
  })

export const neededUnknown = (paths: readonly string[]): KnownError =>
  new KnownError({
    code: "version.needed-unknown",
    blame: "user",
    message: `Cannot collect garbage: the manifests of ${paths.map((path) => `"${path}"`).join(", ")} are not in the cache, and what they need would be removed`,
    hint: "Fetch them with mlwright fetch",
    detail: { paths },
  })

export const configKeyUnknown = (name: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "version.config-key-unknown",
    blame: "user",
    message: `Cannot use the setting "${name}": DVC has none of that name`,
    hint:
      near === undefined ? "Name a setting such as core.remote, cache.dir or remote.NAME.url" : `Did you mean ${near}?`,
    detail: { name, ...(near === undefined ? {} : { near }) },
  })

export const configKeyUnset = (name: string): KnownError =>
  new KnownError({
    code: "version.config-key-unset",
    blame: "user",
    message: `Cannot find the setting "${name}": no settings file of DVC has it`,
    hint: "See what is set with mlwright config --list",
    detail: { name },
  })

export const configValueWrong = (name: string, wanted: string, value: string): KnownError =>
  new KnownError({
    code: "version.config-value-wrong",
    blame: "user",
    message: `Cannot set "${name}": wanted ${wanted}, got "${value}"`,
    hint: `Give another value: mlwright config ${name} VALUE`,
    detail: { name, wanted, value },
  })

export const schemeUnknown = (url: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "version.scheme-unknown",
    blame: "user",
    message: `Cannot use the address "${url}": DVC knows folders and ${known.join(", ")}`,
    hint: "Write a folder, s3://BUCKET/PATH, ssh://HOST/PATH or https://HOST/PATH",
    detail: { url, known },
  })

export const hookExists = (path: string): KnownError =>
  new KnownError({
    code: "version.hook-exists",
    blame: "user",
    message: `Cannot write the hook "${path}": there is one that mlwright did not make`,
    hint: "Call mlwright git-hook in it yourself, or replace it with mlwright install --force",
    detail: { path },
  })
