import { gitText } from "./git.ts"

/** An annotated tag: who gave a commit a name, and when. */
export interface GitTag {
  readonly name: string
  readonly commit: string
  /** Seconds since 1970. */
  readonly taggedAt: number
  readonly tagger: string
  /** First line of its message. */
  readonly subject: string
}

/**
 * Annotated tags in the order they were made; those without a message are only names, and are left out.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function listTags(folder: string): Promise<readonly GitTag[]> {
  const fields = ["refname:strip=2", "objecttype", "*objectname", "taggerdate:unix", "taggername", "subject"]
  const format = fields.map((field) => `%(${field})`).join("%00")
  const text = await gitText(folder, ["for-each-ref", "--sort=taggerdate", `--format=${format}`, "refs/tags"])
  return text.split("\n").flatMap((line) => {
    const [name = "", type, commit = "", time, tagger = "", subject = ""] = line.split("\0")
    return type === "tag" ? [{ name, commit, taggedAt: Number(time), tagger, subject }] : []
  })
}

/**
 * Give a commit an annotated tag.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function addTag(
  folder: string,
  { name, commit, message }: { readonly name: string; readonly commit: string; readonly message: string },
): Promise<void> {
  await gitText(
    folder,
    [...(await committer(folder)), "tag", "--annotate", "--no-sign", "-F", "-", "--", name, commit],
    {
      input: message,
    },
  )
}

/** Where a branch is checked out; undefined when it is not. */
export async function checkoutOf(folder: string, branch: string): Promise<string | undefined> {
  const place = await gitText(folder, ["for-each-ref", "--format=%(worktreepath)", `refs/heads/${branch}`])
  return place === "" ? undefined : place
}

/** Settings that name somebody where the person has not said who they are. */
export async function committer(folder: string): Promise<readonly string[]> {
  const known = await gitText(folder, ["var", "GIT_COMMITTER_IDENT"]).catch(() => "")
  return known === "" ? ["-c", "user.name=mlwright", "-c", "user.email=mlwright@localhost"] : []
}
