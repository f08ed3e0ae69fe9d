import { fileURLToPath } from "node:url"
import { remoteUnsupported } from "../errors.ts"
import { folderRemote } from "./folder-remote.ts"
import { httpRemote } from "./http-remote.ts"
import type { HttpSettings } from "./http-requests.ts"
import type { Remote, TransferOptions } from "./remote.ts"
import type { S3Settings } from "./s3-client.ts"
import { s3Remote } from "./s3-remote.ts"
import type { SshSettings } from "./ssh-connection.ts"
import { sshRemote } from "./ssh-remote.ts"

/** What a scheme takes; each takes its own. */
export type RemoteSettings = S3Settings & SshSettings & HttpSettings & TransferSettings

interface TransferSettings {
  /** Transfers at one time, where a command does not say. */
  readonly jobs?: number
}

/**
 * @param url absolute folder, `s3://`, `ssh://`, `http://`, `https://` or `file://`
 * @throws store.remote-unsupported
 */
export function openRemote(url: string, settings: RemoteSettings = {}): Remote {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return folderRemote(url)
  const open = openers.get(scheme)
  if (open === undefined) throw remoteUnsupported(url, [...openers.keys()])
  return withJobs(open(url, settings), settings)
}

function withJobs(remote: Remote, { jobs }: TransferSettings): Remote {
  if (jobs === undefined) return remote
  const so = (options: TransferOptions = {}): TransferOptions => ({ ...options, jobs: options.jobs ?? jobs })
  return {
    ...remote,
    existing: (keys, options) => remote.existing(keys, so(options)),
    upload: (items, options) => remote.upload(items, so(options)),
    download: (items, options) => remote.download(items, so(options)),
  }
}

const openers = new Map<string, (url: string, settings: RemoteSettings) => Remote>([
  ["s3", s3Remote],
  ["ssh", sshRemote],
  ["http", httpRemote],
  ["https", httpRemote],
  ["file", (url) => folderRemote(fileURLToPath(url))],
])
