import { nearest } from "../../base/index.ts"
import { configKeyUnknown, configValueWrong, schemeUnknown } from "../errors.ts"

/** What a setting of DVC holds: any text, `true` or `false`, a number from 0, a whole one from 0 or from 1, one of these words or several. */
export type SettingKind =
  | "text"
  | "switch"
  | "seconds"
  | "number"
  | "count"
  | readonly string[]
  | { readonly several: readonly string[] }

/**
 * DVC refuses every command when one setting does not fit, so none that does not is written.
 *
 * @throws version.config-value-wrong
 */
export function checkValue(name: string, kind: SettingKind, value: string): void {
  const refuse = (wanted: string): never => {
    throw configValueWrong(name, wanted, value)
  }
  if (kind === "switch" && !/^(?:true|false)$/i.test(value)) refuse("true or false")
  if (kind === "seconds" && !/^\d+(?:\.\d+)?$/.test(value)) refuse("seconds, such as 30 or 0.5")
  if (kind === "number" && !/^\d+$/.test(value)) refuse("a whole number")
  if (kind === "count" && !/^[1-9]\d*$/.test(value)) refuse("a whole number from 1")
  if (typeof kind === "string") return
  const [words, values] = "several" in kind ? [kind.several, value.split(",")] : [kind, [value]]
  if (!values.every((one) => words.includes(one.trim().toLowerCase()))) refuse(`one of ${words.join(", ")}`)
}

/**
 * @param url of the remote, as it is written
 * @throws version.config-key-unknown, version.config-value-wrong, version.scheme-unknown
 */
export function checkRemoteSetting(
  { name, url }: { readonly name: string; readonly url: string },
  key: string,
  value?: string,
): void {
  const address = key === "url" ? (value ?? url) : url
  // Of an address of another remote it is that one that knows.
  if (/^remote:\/\//i.test(address)) return
  const kinds = settingsOf(address)
  const kind = kinds[key]
  const full = `remote.${name}.${key}`
  if (kind === undefined) {
    const near = nearest(key, Object.keys(kinds))
    throw configKeyUnknown(full, near === undefined ? undefined : `remote.${name}.${near}`)
  }
  if (value !== undefined) checkValue(full, kind, value)
}

/**
 * What the settings of a remote hold, by the kind of its address.
 *
 * @throws version.scheme-unknown
 */
export function settingsOf(url: string): Kinds {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^/]/i.exec(url)?.[1]?.toLowerCase() ?? ""
  const own = schemes[scheme]
  if (own === undefined)
    throw schemeUnknown(
      url,
      Object.keys(schemes).filter((one) => one !== ""),
    )
  return { ...common, ...own }
}

type Kinds = Readonly<Record<string, SettingKind>>

function kindsOf(names: { readonly [Kind in "text" | "switch" | "seconds" | "number"]?: string }): Kinds {
  return Object.fromEntries(
    Object.entries(names).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind as SettingKind])),
  )
}

export const linkTypes: SettingKind = { several: ["reflink", "hardlink", "symlink", "copy"] }

const common: Kinds = {
  ...kindsOf({ text: "url", switch: "worktree no_traverse version_aware verify" }),
  jobs: "count",
  checksum_jobs: "count",
}

const http: Kinds = {
  ...kindsOf({ text: "custom_auth_header user password ssl_verify method", switch: "ask_password" }),
  ...kindsOf({ seconds: "connect_timeout read_timeout" }),
  auth: ["basic", "digest", "custom"],
}

const webdav = kindsOf({
  text: "user password token bearer_token_command custom_auth_header cert_path key_path ssl_verify",
  switch: "ask_password",
  number: "timeout",
})

/** As DVC 3.67 has them; a folder has no scheme. */
const schemes: Readonly<Record<string, Kinds>> = {
  "": { ...kindsOf({ switch: "protected slow_link_warning" }), type: linkTypes, shared: ["group"] },
  s3: kindsOf({
    text: "region profile credentialpath configpath endpointurl access_key_id secret_access_key session_token ssl_verify sse sse_kms_key_id sse_customer_algorithm sse_customer_key acl grant_read grant_read_acp grant_write_acp grant_full_control",
    switch: "listobjects use_ssl allow_anonymous_login cache_regions",
    number: "read_timeout connect_timeout",
  }),
  gs: kindsOf({ text: "projectname credentialpath endpointurl", switch: "allow_anonymous_login" }),
  ssh: {
    ...kindsOf({
      text: "user password passphrase keyfile",
      switch: "ask_password ask_passphrase gss_auth allow_agent",
      number: "port timeout max_sessions",
    }),
    type: linkTypes,
  },
  hdfs: kindsOf({ text: "user kerb_ticket", number: "replication" }),
  webhdfs: kindsOf({
    text: "kerberos_principal proxy_to ssl_verify token user password data_proxy_target",
    switch: "kerberos use_https",
  }),
  azure: kindsOf({
    text: "connection_string sas_token account_name account_key tenant_id client_id client_secret",
    switch:
      "allow_anonymous_login exclude_environment_credential exclude_visual_studio_code_credential exclude_shared_token_cache_credential exclude_managed_identity_credential",
    number: "timeout read_timeout connection_timeout",
  }),
  oss: kindsOf({ text: "oss_key_id oss_key_secret oss_endpoint" }),
  gdrive: kindsOf({
    text: "profile gdrive_client_id gdrive_client_secret gdrive_user_credentials_file gdrive_service_account_user_email gdrive_service_account_json_file_path",
    switch: "gdrive_use_service_account gdrive_trash_only gdrive_acknowledge_abuse",
  }),
  http,
  https: http,
  webdav,
  webdavs: webdav,
}
