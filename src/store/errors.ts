import { KnownError } from "../base/index.ts"

export const databaseCorrupt = (name: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "store.database-corrupt",
    blame: "environment",
    message: `Cannot read database "${name}": wanted a whole SQLite database, the file is damaged or something else`,
    hint: `Restore "${name}" from a backup, or move it aside together with its -wal and -shm files; a new one is made by the next command`,
    detail: { name, retryable: false },
    cause,
  })

export const databaseNewer = (name: string, room: string, steps: { known: number; found: number }): KnownError =>
  new KnownError({
    code: "store.database-newer",
    blame: "environment",
    message: `Cannot use database "${name}": a newer mlwright has changed its tables of ${room} (this one knows ${steps.known} steps, the database has ${steps.found})`,
    hint: "Install the newer version: npm install mlwright@latest",
    detail: { name, room, ...steps, retryable: false },
  })

export const databaseDiverged = (name: string, room: string, step: string): KnownError =>
  new KnownError({
    code: "store.database-diverged",
    blame: "environment",
    message: `Cannot use database "${name}": step "${step}" of its tables of ${room} is not the one this mlwright has`,
    hint: "Use the version of mlwright that made the database, or move the database aside",
    detail: { name, room, step, retryable: false },
  })

export const databaseBusy = (name: string, waitedMs: number, cause?: unknown): KnownError =>
  new KnownError({
    code: "store.database-busy",
    blame: "environment",
    message: `Cannot write database "${name}": another process has kept it locked for ${waitedMs} ms`,
    hint: "End the other mlwright process, then run the same command again",
    detail: { name, waitedMs, retryable: true },
    cause,
  })

export const databaseUnopenable = (name: string, why: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "store.database-unopenable",
    blame: "environment",
    message: `Cannot open database "${name}": ${why}`,
    hint: "Name a file in a folder that exists and allows reading and writing",
    detail: { name, retryable: false },
    cause,
  })

export const databaseUnreachable = (name: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "store.database-unreachable",
    blame: "environment",
    message: `Cannot reach database "${name}": ${cause instanceof Error ? cause.message || codeOf(cause) : String(cause)}`,
    hint: "Check that PostgreSQL runs, and host, port, user, password and database of the URL",
    detail: { name, retryable: true },
    cause,
  })

export const diskFailed = (name: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "store.disk-failed",
    blame: "environment",
    message: `Cannot use database "${name}": the disk answered with an error (${cause instanceof Error ? cause.message : "unknown"})`,
    hint: "Check the disk, then run the same command again",
    detail: { name, retryable: true },
    cause,
  })

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : error.name
}

export const certificatesUnreadable = (file: string, why: string): KnownError =>
  new KnownError({
    code: "store.certificates-unreadable",
    blame: "user",
    message: `Cannot read certificates "${file}": ${why}`,
    hint: "Set ssl_verify of the remote to a file of certificates in PEM, to true or to false",
    detail: { file },
  })

export const httpRefused = (url: string): KnownError =>
  new KnownError({
    code: "store.http-refused",
    blame: "user",
    message: `Cannot sign in at "${url}": the server answered 401, it wants to know who asks`,
    hint: "Say who: mlwright remote modify --local NAME auth basic, then user and password the same way",
    detail: { url },
  })

export const settingMissing = (name: string, why: string): KnownError =>
  new KnownError({
    code: "store.setting-missing",
    blame: "user",
    message: `Cannot open the remote: ${why}, and ${name} is not set`,
    hint: `Set it: mlwright remote modify --local NAME ${name} VALUE`,
    detail: { name },
  })

export const remoteReadOnly = (url: string): KnownError =>
  new KnownError({
    code: "store.remote-read-only",
    blame: "user",
    message: `Cannot write to remote "${url}": it does not say how files are sent over http`,
    hint: "Name another remote with --remote, or say how: mlwright remote modify NAME method PUT",
    detail: { url },
  })

export const remoteUnlisted = (url: string): KnownError =>
  new KnownError({
    code: "store.remote-unlisted",
    blame: "user",
    message: `Cannot list what "${url}" has: a server of HTTP does not say what lies there`,
    hint: "Name an address of s3 or ssh, or a folder",
    detail: { url },
  })

export const credentialsRefused = (url: string, answer: string): KnownError =>
  new KnownError({
    code: "store.credentials-refused",
    blame: "environment",
    message: `Cannot use remote "${url}": the credentials are missing, expired or not allowed there (${answer})`,
    hint: "Sign in anew, such as with aws sso login, or set the profile: mlwright remote modify NAME profile PROFILE",
    detail: { url, answer, retryable: false },
  })

export const remoteUnsupported = (url: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "store.remote-unsupported",
    blame: "user",
    message: `Cannot use remote "${url}": wanted a folder or one of ${known.join(", ")}`,
    hint: "Use a remote of these kinds, or let dvc push and pull there",
    detail: { url, known },
  })

export const outsideMissing = (url: string, answer: string): KnownError =>
  new KnownError({
    code: "store.outside-missing",
    blame: "environment",
    message: `Cannot read "${url}": ${answer}`,
    hint: "Check the address and that this computer may read it, for example with curl -I",
    detail: { url, answer, retryable: true },
  })

export const outsideNameUnsafe = (url: string, key: string): KnownError =>
  new KnownError({
    code: "store.outside-name-unsafe",
    blame: "user",
    message: `Cannot take "${url}": an object in it is called ${JSON.stringify(key)}, which is no name of a file below a folder`,
    hint: "Take a folder below it, or give the object another name",
    detail: { url, key },
  })

export const outsideUnmarked = (url: string): KnownError =>
  new KnownError({
    code: "store.outside-unmarked",
    blame: "user",
    message: `Cannot import "${url}": the server sends neither ETag nor Content-MD5, so that a change could not be seen`,
    hint: "Download the file and track it with mlwright add",
    detail: { url },
  })

export const sshMissing = (program: string): KnownError =>
  new KnownError({
    code: "store.ssh-missing",
    blame: "environment",
    message: `Cannot use a remote over ssh: the program ${program} is not installed or not on PATH`,
    hint: "Install the OpenSSH client, then run the same command again",
    detail: { program, retryable: false },
  })

export const sshHostUnknown = (host: string, port: number): KnownError =>
  new KnownError({
    code: "store.ssh-host-unknown",
    blame: "environment",
    message: `Cannot trust the host "${host}": its key is not the one in known_hosts, or none is there`,
    hint: `Look at its key and accept it with ssh${port === 22 ? "" : ` -p ${port}`} ${host}`,
    detail: { host, port, retryable: false },
  })

export const sshRefused = (account: string, answer: string): KnownError =>
  new KnownError({
    code: "store.ssh-refused",
    blame: "environment",
    message: `Cannot sign in as "${account}": ${answer}`,
    hint: "Add your key with ssh-add, or set it: mlwright remote modify NAME keyfile PATH",
    detail: { account, answer, retryable: false },
  })

export const bucketElsewhere = (url: string, region: string): KnownError =>
  new KnownError({
    code: "store.bucket-elsewhere",
    blame: "user",
    message: `Cannot use "${url}": wanted the region in which the bucket lies, which is "${region}", but another was asked`,
    hint: `Set it for the remote with mlwright remote modify NAME region ${region}, or with AWS_REGION=${region}`,
    detail: { url, region },
  })

export const remoteUnreachable = (url: string, code: string, message: string): KnownError =>
  new KnownError({
    code: "store.remote-unreachable",
    blame: "environment",
    message: `Cannot ask remote "${url}" what it has: ${message} (${code})`,
    hint: "Check the network and the address, then run the same command again",
    detail: { url, code, retryable: true },
  })
