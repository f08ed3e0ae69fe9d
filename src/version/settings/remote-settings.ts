import type { RemoteSettings } from "../../store/index.ts"
import { remoteSettingsClash, remoteSettingUnsupported } from "../errors.ts"
import { type DvcSetting, settingPath } from "./config.ts"
import { checkValue } from "./setting-values.ts"

type Values = ReadonlyMap<string, DvcSetting>

/**
 * What the settings of a remote say, read once. One that would change what is done and cannot be honoured is refused.
 *
 * @throws version.remote-setting-unsupported, version.remote-settings-clash, version.config-value-wrong
 */
export function remoteSettings(name: string, values: Values): RemoteSettings {
  for (const [key, unsupported] of Object.entries(refused)) {
    const value = values.get(key)?.value.toLowerCase()
    if (value === unsupported.value && !values.has(unsupported.unless ?? ""))
      throw remoteSettingUnsupported(name, `${key} = ${value}`, unsupported.instead)
  }
  for (const [first, second] of clashes)
    if (values.has(first) && values.has(second)) throw remoteSettingsClash(name, first, second)
  const found = Object.entries(honoured).flatMap(([key, { as, kind }]) => {
    const setting = values.get(key)
    return setting === undefined ? [] : [[as, read(`remote.${name}.${key}`, kind, setting)] as const]
  })
  return Object.fromEntries(found)
}

/** Whether a setting changes nothing here, and why: it is DVC's that it changes. @returns undefined when it is heeded */
export function whyUnused(key: string): string | undefined {
  return unused[key]
}

type Kind = "text" | "switch" | "seconds" | "count" | "path" | "trust"

function read(name: string, kind: Kind, setting: DvcSetting): string | number | boolean {
  const { value } = setting
  if (kind === "text") return value
  if (kind === "path") return settingPath(setting)
  if (kind === "trust") return /^(?:true|false)$/i.test(value) ? value.toLowerCase() === "true" : settingPath(setting)
  checkValue(name, kind, value)
  return kind === "switch" ? value.toLowerCase() === "true" : Number(value)
}

interface Honoured {
  readonly as: keyof RemoteSettings
  readonly kind: Kind
}

/** DVC's names. */
const honoured: Readonly<Record<string, Honoured>> = {
  jobs: { as: "jobs", kind: "count" },
  endpointurl: { as: "endpointUrl", kind: "text" },
  region: { as: "region", kind: "text" },
  profile: { as: "profile", kind: "text" },
  credentialpath: { as: "credentialsFile", kind: "path" },
  configpath: { as: "configFile", kind: "path" },
  access_key_id: { as: "accessKeyId", kind: "text" },
  secret_access_key: { as: "secretAccessKey", kind: "text" },
  session_token: { as: "sessionToken", kind: "text" },
  allow_anonymous_login: { as: "anonymous", kind: "switch" },
  ssl_verify: { as: "verifyTls", kind: "trust" },
  connect_timeout: { as: "connectTimeoutSeconds", kind: "seconds" },
  read_timeout: { as: "readTimeoutSeconds", kind: "seconds" },
  sse: { as: "sse", kind: "text" },
  sse_kms_key_id: { as: "sseKmsKeyId", kind: "text" },
  sse_customer_algorithm: { as: "sseCustomerAlgorithm", kind: "text" },
  sse_customer_key: { as: "sseCustomerKey", kind: "text" },
  acl: { as: "acl", kind: "text" },
  grant_read: { as: "grantRead", kind: "text" },
  grant_read_acp: { as: "grantReadAcp", kind: "text" },
  grant_write_acp: { as: "grantWriteAcp", kind: "text" },
  grant_full_control: { as: "grantFullControl", kind: "text" },
  auth: { as: "auth", kind: "text" },
  custom_auth_header: { as: "customAuthHeader", kind: "text" },
  method: { as: "method", kind: "text" },
  user: { as: "user", kind: "text" },
  password: { as: "password", kind: "text" },
  port: { as: "port", kind: "text" },
  keyfile: { as: "keyFile", kind: "path" },
  passphrase: { as: "passphrase", kind: "text" },
  timeout: { as: "timeoutSeconds", kind: "seconds" },
  allow_agent: { as: "useAgent", kind: "switch" },
}

interface Refused {
  readonly value: string
  readonly instead: string
  /** Another setting beside which it changes nothing. */
  readonly unless?: string
}

const refused: Readonly<Record<string, Refused>> = {
  use_ssl: { value: "false", instead: "set endpointurl to an address with http://", unless: "endpointurl" },
  version_aware: { value: "true", instead: "objects are kept by their content; set it to false" },
  worktree: { value: "true", instead: "objects are kept by their content; set it to false" },
  auth: { value: "digest", instead: "set it to basic or custom" },
  ask_password: { value: "true", instead: "set password with --local" },
  ask_passphrase: { value: "true", instead: "set passphrase with --local, or add the key to ssh-agent" },
  gss_auth: { value: "true", instead: "use a key" },
}

const clashes: readonly (readonly [string, string])[] = [
  ...["grant_read", "grant_read_acp", "grant_write_acp", "grant_full_control"].map((grant) => ["acl", grant] as const),
  ["sse_kms_key_id", "sse_customer_key"],
]

const unused: Readonly<Record<string, string>> = {
  use_ssl: "the address in endpointurl says it",
  verify: "every object is checked against its name",
  no_traverse: "which way to ask a remote is chosen by what is cheaper",
  listobjects: "which way to ask a remote is chosen by what is cheaper",
  checksum_jobs: "files are hashed by as many threads as the computer has",
  cache_regions: "the region is the one of the settings, the environment or the profile",
  max_sessions: "one connection carries all transfers",
  protected: "objects are always protected",
  slow_link_warning: "there is no such warning",
  type: "objects are copied to a remote",
  shared: "objects of a remote may be read by all, and its folders follow the umask",
}
