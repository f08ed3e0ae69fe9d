import type { MigrationSet } from "../store/index.ts"

export const registryMigrations: MigrationSet = { room: "registry", steps: [] }
