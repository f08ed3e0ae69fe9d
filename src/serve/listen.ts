import type { AddressInfo } from "node:net"
import type { FastifyInstance } from "fastify"
import type { ServeSettings } from "./config.ts"
import { addressRefused, portInUse } from "./errors.ts"

/**
 * Begin to answer.
 *
 * @returns where, such as `http://127.0.0.1:8080`
 * @throws serve.port-in-use, serve.address-refused
 */
export async function listen(app: FastifyInstance, { host, port }: ServeSettings): Promise<string> {
  await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "EADDRINUSE" ? portInUse(host, port, cause) : addressRefused(host, port, cause)
  })
  const { address, family, port: taken } = app.server.address() as AddressInfo
  return `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`
}
