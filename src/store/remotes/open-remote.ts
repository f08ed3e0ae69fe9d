import { fileURLToPath } from "node:url"
import { remoteUnsupported } from "../errors.ts"
import { folderRemote } from "./folder-remote.ts"
import { httpRemote } from "./http-remote.ts"
import type { Remote } from "./remote.ts"
import { type S3Settings, s3Remote } from "./s3-remote.ts"

/**
 * @param url absolute folder, `s3://`, `http://`, `https://` or `file://`
 * @throws store.remote-unsupported
 */
export function openRemote(url: string, settings: S3Settings = {}): Remote {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return folderRemote(url)
  const open = openers.get(scheme)
  if (open === undefined) throw remoteUnsupported(url, [...openers.keys()])
  return open(url, settings)
}

const openers = new Map<string, (url: string, settings: S3Settings) => Remote>([
  ["s3", s3Remote],
  ["http", httpRemote],
  ["https", httpRemote],
  ["file", (url) => folderRemote(fileURLToPath(url))],
])
