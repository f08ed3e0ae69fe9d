import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { promisify } from "node:util"
import type { Client, ConnectConfig, SFTPWrapper } from "ssh2"
import { sshHostUnknown, sshMissing, sshRefused } from "../errors.ts"

/** Settings of a remote `ssh://user@host:port/path`, by DVC's names; what is left out comes from `~/.ssh/config`. */
export interface SshSettings {
  readonly user?: string
  readonly port?: string
  readonly keyFile?: string
  /** Of keys that need one. */
  readonly passphrase?: string
  readonly password?: string
  /** Seconds until a server must have answered. */
  readonly timeoutSeconds?: number
  /** Without, keys of an agent are left alone. */
  readonly useAgent?: boolean
}

/** An open connection with one channel for files. */
export interface SshConnection {
  readonly client: Client
  readonly sftp: SFTPWrapper
}

/**
 * Connect as `ssh` would: its configuration, keys and agent. The host must be one that `ssh` knows already, and its key the
 * known one.
 *
 * @param onEnd called when the connection is lost or closed
 * @throws store.ssh-missing, store.ssh-host-unknown, store.ssh-refused
 */
export async function connectSsh(url: string, settings: SshSettings, onEnd: () => void): Promise<SshConnection> {
  const { hostname, port, username: inUrl } = new URL(url)
  const resolved = await resolveHost(hostname, { ...settings, ...(inUrl === "" ? {} : { user: inUrl }) }, port)
  const known = await knownKeys(resolved)
  if (known.length === 0) throw sshHostUnknown(hostname, resolved.port)
  const { Client } = await import("ssh2")
  const client = new Client()
  const { passphrase, timeoutSeconds = 20, useAgent = true } = settings
  const keys = await keysOf(resolved.identities, passphrase)
  const agent = useAgent ? await agentOf(resolved.agent) : undefined
  let refusedKey = false
  const config: ConnectConfig = {
    host: resolved.host,
    port: resolved.port,
    username: resolved.user,
    readyTimeout: timeoutSeconds * 1000,
    keepaliveInterval: 30_000,
    algorithms: { serverHostKey: [...new Set(known.flatMap(({ type }) => signaturesOf(type)))] as never },
    hostVerifier: (key: Buffer) => {
      refusedKey = !known.some(({ blob }) => blob.equals(key))
      return !refusedKey
    },
    authHandler: attempts(resolved.user, { keys, agent, passphrase, password: settings.password }) as never,
  }
  return new Promise((resolve, reject) => {
    client.once("ready", () => {
      client.setNoDelay(true) // many small questions, each of which is waited for
      client.sftp((error, sftp) => (error === undefined || error === null ? resolve({ client, sftp }) : reject(error)))
    })
    client.on("error", (error: Error & { readonly level?: string }) => {
      if (refusedKey) reject(sshHostUnknown(hostname, resolved.port))
      else if (error.level === "client-authentication")
        reject(sshRefused(`${resolved.user}@${hostname}`, error.message))
      else reject(error)
      onEnd()
    })
    client.on("close", onEnd)
    client.connect(config)
  })
}

interface ResolvedHost {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly identities: readonly string[]
  readonly knownHosts: readonly string[]
  readonly agent: string | undefined
}

/** `ssh -G` tells what `ssh` would do. */
async function resolveHost(name: string, settings: SshSettings, port: string): Promise<ResolvedHost> {
  const wishes = [
    ...(settings.user === undefined ? [] : ["-l", settings.user]),
    ...(port || settings.port ? ["-p", port || (settings.port ?? "")] : []),
  ]
  const text = await output("ssh", ["-G", ...wishes, "--", name])
  const values = new Map<string, string[]>()
  for (const line of text.split("\n")) {
    const [key = "", ...rest] = line.trim().split(" ")
    values.set(key, [...(values.get(key) ?? []), rest.join(" ")])
  }
  const one = (key: string): string | undefined => values.get(key)?.[0]
  const files = (key: string): readonly string[] =>
    (values.get(key) ?? []).flatMap((line) => line.split(" ")).map(atHome)
  const host = one("hostname") ?? name
  return {
    name,
    host,
    port: Number(one("port") ?? 22),
    user: one("user") ?? "",
    identities:
      settings.keyFile === undefined ? (values.get("identityfile") ?? []).map(atHome) : [atHome(settings.keyFile)],
    knownHosts: [...files("userknownhostsfile"), ...files("globalknownhostsfile")],
    agent: one("identityagent"),
  }
}

interface HostKey {
  readonly type: string
  readonly blob: Buffer
}

/** `ssh-keygen -F` finds a host, also where the file holds only hashes of names. */
async function knownKeys({ host, port, knownHosts }: ResolvedHost): Promise<readonly HostKey[]> {
  const name = port === 22 ? host : `[${host}]:${port}`
  const found: HostKey[] = []
  for (const file of knownHosts) {
    if (!existsSync(file)) continue
    for (const line of (await output("ssh-keygen", ["-F", name, "-f", file])).split("\n")) {
      const [, type, base64] = /^(?!#|@)\S+ (\S+) (\S+)/.exec(line) ?? []
      if (type !== undefined && base64 !== undefined) found.push({ type, blob: Buffer.from(base64, "base64") })
    }
  }
  return found
}

function signaturesOf(type: string): readonly string[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type]
}

/** Keys that need no passphrase or this one; others are the agent's. */
async function keysOf(files: readonly string[], passphrase: string | undefined): Promise<readonly Buffer[]> {
  const { utils } = (await import("ssh2")).default
  const keys: Buffer[] = []
  for (const file of files) {
    if (!existsSync(file)) continue
    const key = await readFile(file)
    if (!(utils.parseKey(key, passphrase) instanceof Error)) keys.push(key)
  }
  return keys
}

async function agentOf(configured: string | undefined): Promise<string | undefined> {
  if (configured === "none") return undefined
  if (configured !== undefined && configured !== "SSH_AUTH_SOCK") return atHome(configured)
  const socket = await output("/bin/sh", ["-c", 'printf %s "$SSH_AUTH_SOCK"'])
  return socket !== "" && existsSync(socket) ? socket : undefined
}

interface Secrets {
  readonly keys: readonly Buffer[]
  readonly agent: string | undefined
  readonly passphrase: string | undefined
  readonly password: string | undefined
}

/** One way to sign in after the other. */
function attempts(username: string, { keys, agent, passphrase, password }: Secrets): readonly object[] {
  return [
    ...(agent === undefined ? [] : [{ type: "agent", username, agent }]),
    ...keys.map((key) => ({ type: "publickey", username, key, passphrase })),
    ...(password === undefined ? [] : [{ type: "password", username, password }]),
  ]
}

function atHome(path: string): string {
  return path.replace(/^~(?=\/|$)/, homedir())
}

/** @returns what the program printed; nothing when it found nothing */
async function output(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, [...args])).stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw sshMissing(program)
    return ""
  }
}

const run = promisify(execFile)
