import { isIP } from "node:net"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { ServeSettings } from "./config.ts"
import { hostRefused, originRefused } from "./errors.ts"

/**
 * Keeps web pages of other sites from using a server on this machine through the browser of the person at it.
 *
 * - Listening on a loopback address, a request must be addressed to an IP address, to localhost or to a name of
 *   `allowedHosts`: a page cannot reach the server under its own name (DNS rebinding). Listening on other addresses, names are
 *   not checked: a container does not know what it is called.
 * - A browser says which page a request comes from; one of another site is refused unless `allowedOrigins` has it. Programs
 *   such as curl say nothing and pass, and so do pages behind a proxy that forwards the name it was called by.
 */
export function openGuard(settings: ServeSettings): (request: FastifyRequest, reply: FastifyReply) => void {
  const hosts = new Set(settings.allowedHosts.map((host) => host.toLowerCase()))
  const origins = new Set(settings.allowedOrigins)
  const namesMatter = isLoopback(settings.host)
  let lastGood: string | undefined
  return (request, reply) => {
    const { host, origin } = request.headers
    if (namesMatter && host !== lastGood) {
      if (host !== undefined && !isOwnName(host, hosts)) throw hostRefused(host)
      lastGood = host
    }
    if (origin === undefined) return
    if (origins.has(origin)) {
      reply.headers({ "access-control-allow-origin": origin, vary: "Origin" })
      return
    }
    if (isOtherSite(request, origin)) throw originRefused(origin)
  }
}

/** What a browser asks before a page of an allowed origin may post JSON. */
export const preflightHeaders = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type, x-request-id",
  "access-control-max-age": "600",
} as const

function isOwnName(host: string, allowed: ReadonlySet<string>): boolean {
  const name = nameOf(host)
  return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost") || allowed.has(name)
}

/** Reading is refused by the browser itself, which gets no permission; what changes something is refused here. */
function isOtherSite(request: FastifyRequest, origin: string): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined) return site !== "same-origin" && site !== "none"
  const forwarded = request.headers["x-forwarded-host"]
  const ours = [request.headers.host, ...(typeof forwarded === "string" ? forwarded.split(",") : [])]
  return !ours.some((host) => host !== undefined && host.trim().toLowerCase() === hostOfOrigin(origin))
}

function hostOfOrigin(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : ""
}

/** Without port and without the brackets of an IPv6 address. */
function nameOf(host: string): string {
  const name = host.startsWith("[") ? host.slice(1, host.indexOf("]")) : host.replace(/:\d*$/, "")
  return name.toLowerCase()
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.")
}
