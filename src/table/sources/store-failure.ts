import { KnownError } from "../../base/index.ts"
import { credentialsMissing, objectDenied, objectFailed, objectMissing, tokenExpired } from "./errors.ts"
import { networkFailures } from "./try-again.ts"

/** Run work with a store of objects; what the store says becomes an error a person can act on. */
export async function withStoreErrors<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error)) throw error
    throw knownStoreError(name, error)
  }
}

function knownStoreError(name: string, error: Error): unknown {
  const status = statusOf(error)
  const said = error.message.replace(/\.$/, "")
  if (isOfKeys.test(error.name)) return objectDenied(name, `${error.name}: ${said}`, error)
  if (error.name === "NoSuchBucket") return objectMissing(name, "there is no such bucket", "s3://")
  if (/^(?:NoSuchKey|NotFound|UnknownError)$/.test(error.name) && (status ?? 404) === 404) {
    return objectMissing(name, "there is no such object")
  }
  if (/ExpiredToken|TokenExpired|TokenRefresh|ExpiredSession/i.test(error.name) || /sso session.*expired/i.test(said)) {
    return tokenExpired(name, error)
  }
  if (/CredentialsProvider/.test(error.name) || /could not load credentials/i.test(said)) {
    return credentialsMissing(name, said, error)
  }
  // A store with names of its own for what is wrong, as for keys that it does not know.
  if (status === 401 || status === 403 || status === 404) return objectDenied(name, `${error.name}: ${said}`, error)
  if (/region is missing/i.test(said)) return objectFailed(name, "no region is set; set AWS_REGION", error)
  const code = (error as NodeJS.ErrnoException).code ?? ""
  const isNetwork = status !== undefined || /^(?:E[A-Z]+|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)
  if (!isNetwork && !/TimeoutError/.test(error.name)) return error
  return objectFailed(name, networkFailures.get(code) ?? (said === "" ? code : said), error)
}

/** Of the answer of the store; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
}

/** Whatever the number of the answer is, which stores do not agree upon. */
const isOfKeys = /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|InvalidToken|AccountProblem)$/
