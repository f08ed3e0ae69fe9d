import { hash } from "node:crypto"

/** How a bucket is to keep objects, and who may do what with them. */
export interface StoringSettings {
  readonly sse?: string
  readonly sseKmsKeyId?: string
  readonly sseCustomerAlgorithm?: string
  /** The key itself in base64. */
  readonly sseCustomerKey?: string
  readonly acl?: string
  readonly grantRead?: string
  readonly grantReadAcp?: string
  readonly grantWriteAcp?: string
  readonly grantFullControl?: string
}

type Headers = Readonly<Record<string, string>>

/** What a new object is sent with. */
export function storingHeaders(settings: StoringSettings): Headers {
  return { ...saidAs("header", settings), ...keyHeaders(settings) }
}

/** The same as parameters of the library, for an object that is sent in parts. */
export function storingParameters(settings: StoringSettings) {
  const { sseCustomerAlgorithm = algorithm, sseCustomerKey } = settings
  const key = sseCustomerKey === undefined ? undefined : Buffer.from(sseCustomerKey, "base64")
  const owned = key === undefined ? {} : { SSECustomerAlgorithm: sseCustomerAlgorithm, SSECustomerKey: key }
  return { ...saidAs("parameter", settings), ...owned }
}

function saidAs(kind: "header" | "parameter", settings: StoringSettings): Headers {
  const said = (Object.keys(names) as (keyof typeof names)[]).flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [[names[name][kind], value] as const]
  })
  return Object.fromEntries(said)
}

/** What every request about an object needs whose key the server does not keep: reading, and each part of a large one. */
export function keyHeaders({ sseCustomerAlgorithm = algorithm, sseCustomerKey }: StoringSettings): Headers {
  if (sseCustomerKey === undefined) return {}
  const start = "x-amz-server-side-encryption-customer"
  return {
    [`${start}-algorithm`]: sseCustomerAlgorithm,
    [`${start}-key`]: sseCustomerKey,
    [`${start}-key-md5`]: hash("md5", Buffer.from(sseCustomerKey, "base64"), "base64"),
  }
}

const names = {
  sse: { header: "x-amz-server-side-encryption", parameter: "ServerSideEncryption" },
  sseKmsKeyId: { header: "x-amz-server-side-encryption-aws-kms-key-id", parameter: "SSEKMSKeyId" },
  acl: { header: "x-amz-acl", parameter: "ACL" },
  grantRead: { header: "x-amz-grant-read", parameter: "GrantRead" },
  grantReadAcp: { header: "x-amz-grant-read-acp", parameter: "GrantReadACP" },
  grantWriteAcp: { header: "x-amz-grant-write-acp", parameter: "GrantWriteACP" },
  grantFullControl: { header: "x-amz-grant-full-control", parameter: "GrantFullControl" },
} as const satisfies { readonly [Name in keyof StoringSettings]?: object }

const algorithm = "AES256"
