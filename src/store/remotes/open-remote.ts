import { fileURLToPath } from "node:url"
import { remoteUnsupported } from "../errors.ts"
import { folderRemote } from "./folder-remote.ts"
import { httpRemote } from "./http-remote.ts"
import type { Remote } from "./remote.ts"
import type { S3Settings } from "./s3-client.ts"
import { s3Remote } from "./s3-remote.ts"
import type { SshSettings } from "./ssh-connection.ts"
import { sshRemote } from "./ssh-remote.ts"

/** What a scheme takes; each takes its own. */
export type RemoteSettings = S3Settings & SshSettings

/**
 * @param url absolute folder, `s3://`, `ssh://`, `http://`, `https://` or `file://`
 * @throws store.remote-unsupported
 */
export function openRemote(url: string, settings: RemoteSettings = {}): Remote {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return folderRemote(url)
  const open = openers.get(scheme)
  if (open === undefined) throw remoteUnsupported(url, [...openers.keys()])
  return open(url, settings)
}

const openers = new Map<string, (url: string, settings: RemoteSettings) => Remote>([
  ["s3", s3Remote],
  ["ssh", sshRemote],
  ["http", httpRemote],
  ["https", httpRemote],
  ["file", (url) => folderRemote(fileURLToPath(url))],
])
