import type { MigrationSet } from "../store/index.ts"

export const trackMigrations: MigrationSet = { room: "track", steps: [] }
