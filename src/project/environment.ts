import { existsSync, readFileSync } from "node:fs"
import { userInfo } from "node:os"
import { join } from "node:path"
import { parseEnv } from "node:util"

/** The few things taken from the environment, or from the project's `.env`, which the environment outweighs. */
export interface Environment {
  /** MLWRIGHT_DATABASE_URL: PostgreSQL for the records and the prediction log; holds a password, so no setting. */
  readonly databaseUrl?: string
  /** MLWRIGHT_LOG_DATABASE_URL: a database of its own for the prediction log; stands in for `log.databaseUrl`. */
  readonly logDatabaseUrl?: string
  /** Name recorded as the author of a run: MLWRIGHT_USER, else the login name. */
  readonly user: string
  /** NO_COLOR is set to anything. */
  readonly noColor: boolean
  /** All of them, for `${NAME}` in the address of a table. */
  readonly variables: Readonly<Record<string, string | undefined>>
}

/** Read once, here; no other file looks at the environment. */
export function readEnvironment(projectRoot?: string): Environment {
  const values = { ...(projectRoot === undefined ? {} : readDotEnv(projectRoot)), ...process.env }
  const databaseUrl = values["MLWRIGHT_DATABASE_URL"]
  const logDatabaseUrl = values["MLWRIGHT_LOG_DATABASE_URL"]
  return {
    ...(logDatabaseUrl === undefined || logDatabaseUrl === "" ? {} : { logDatabaseUrl }),
    ...(databaseUrl === undefined || databaseUrl === "" ? {} : { databaseUrl }),
    user: values["MLWRIGHT_USER"] ?? values["USER"] ?? values["USERNAME"] ?? loginName(),
    noColor: (values["NO_COLOR"] ?? "") !== "",
    variables: values,
  }
}

/** Variables for a stage's shell command: the project's `.env` under the environment. */
export function shellEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}

/** A scheduled job or a container often has no USER, but its account has a name all the same. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    return "unknown"
  }
}

function readDotEnv(projectRoot: string): Record<string, string | undefined> {
  const path = join(projectRoot, ".env")
  return existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {}
}
