import type { Readable } from "node:stream"
import { httpRefused, settingMissing } from "../errors.ts"
import { type ConnectionSettings, connectionOf } from "./connection-settings.ts"
import { type Exchange, openExchange, type ServerAnswer } from "./exchange.ts"

/** Settings of a remote `http://` or `https://`. */
export interface HttpSettings extends ConnectionSettings {
  readonly auth?: string
  readonly user?: string
  readonly password?: string
  /** Of `auth: custom`: the header that carries the password. */
  readonly customAuthHeader?: string
  /** How files are sent; absent where they are only read. */
  readonly method?: string
}

export interface HttpRequests {
  /** Redirections are followed, but not by what is sent. @throws store.http-refused */
  ask(method: string, url: string, sent?: { readonly stream: Readable; readonly bytes: number }): Promise<ServerAnswer>
  close(): void
}

/** @throws store.setting-missing when `auth` lacks what it needs, store.certificates-unreadable */
export function httpRequests(settings: HttpSettings): HttpRequests {
  const connection = connectionOf(settings)
  const signIn = signInOf(settings)
  const exchanges = new Map<string, Promise<Exchange>>()
  const exchangeWith = ({ origin, protocol, hostname, port }: URL): Promise<Exchange> => {
    const place = { protocol, hostname, ...(port === "" ? {} : { port: Number(port) }) }
    const found = exchanges.get(origin) ?? openExchange(place, connection)
    exchanges.set(origin, found)
    return found
  }
  return {
    ask: async (method, address, sent) => {
      const first = new URL(address)
      let url = first
      for (let moves = 0; ; moves++) {
        // Another server is not told who asks.
        const own = url.origin === first.origin ? { ...basicOf(first), ...signIn } : {}
        const headers = {
          host: url.host,
          "accept-encoding": "identity",
          ...own,
          ...(sent === undefined ? {} : { "content-length": String(sent.bytes) }),
        }
        const exchange = await exchangeWith(url)
        const answer = await exchange.send({ method, path: `${url.pathname}${url.search}`, headers }, sent?.stream)
        const { location } = answer.headers
        if (answer.status === 401) throw httpRefused(`${first.origin}${first.pathname}`)
        if (location === undefined || !redirections.has(answer.status) || sent !== undefined || moves === mostMoves)
          return answer
        answer.body.resume()
        url = new URL(location, url)
      }
    },
    close: () => {
      for (const opening of exchanges.values()) opening.then((exchange) => exchange.close()).catch(() => {})
    },
  }
}

/** An address as a person may be shown it, without who asks: that may be a password. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1")
}

function signInOf(settings: HttpSettings): Readonly<Record<string, string>> {
  const auth = settings.auth?.toLowerCase()
  const need = (key: "user" | "password" | "customAuthHeader", name: string): string => {
    const value = settings[key]
    if (value === undefined) throw settingMissing(name, `auth is ${auth}`)
    return value
  }
  if (auth === "basic") return basic(need("user", "user"), need("password", "password"))
  if (auth === "custom")
    return { [need("customAuthHeader", "custom_auth_header").toLowerCase()]: need("password", "password") }
  return {}
}

function basicOf({ username, password }: URL): Readonly<Record<string, string>> {
  return username === "" ? {} : basic(decoded(username), decoded(password))
}

/** A percent sign that stands for itself need not be escaped in a password. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => Buffer.from(escaped.replaceAll("%", ""), "hex").toString())
}

function basic(user: string, password: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` }
}

const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const mostMoves = 10
