import { KnownError } from "../base/index.ts"

export const nameUnfit = (name: string): KnownError =>
  new KnownError({
    code: "release.name-unfit",
    blame: "user",
    message: `Cannot tag the model "${name}" in git: wanted letters, digits, "-", "_" and "/", the first and last a letter or digit`,
    hint: "Give the model another name with registry.model",
    detail: { name },
  })

export const versionUnfit = (version: string): KnownError =>
  new KnownError({
    code: "release.version-unfit",
    blame: "user",
    message: `Cannot tag the version "${version}" in git: wanted one such as v1.2.3`,
    hint: "Write it as v1.2.3",
    detail: { version },
  })

export const versionTagged = (tag: string, commit: string): KnownError =>
  new KnownError({
    code: "release.version-tagged",
    blame: "user",
    message: `Cannot tag the commit with "${tag}": the tag is there, on ${commit.slice(0, 7)}`,
    hint: `Take another version, or remove the tag with git tag -d "${tag}"`,
    detail: { tag, commit },
  })

export const branchCheckedOut = (branch: string): KnownError =>
  new KnownError({
    code: "release.branch-checked-out",
    blame: "user",
    message: `Cannot move the branch "${branch}": it is checked out, and its files would no longer be those of its commit`,
    hint: "Check out another branch, or name another in registry.branch",
    detail: { branch },
  })

export const releaseNeedsCommit = (root: string): KnownError =>
  new KnownError({
    code: "release.commit-wanted",
    blame: "user",
    message: `Cannot tell git of the model: "${root}" has no commit yet`,
    hint: 'Make the first one with git add --all && git commit -m "first"',
    detail: { root },
  })
