import { defineConfig } from "vitest/config"

// of a person or of a hook of git, in which the tests run: they would win over what the tests say of their own repositories
for (const name of Object.keys(process.env)) if (name.startsWith("GIT_")) delete process.env[name]

export default defineConfig({
  test: {
    maxWorkers: "100%", // journeys wait for other processes most of the time
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "test/corpus/**/*.test.ts",
            "test/architecture/**/*.test.ts",
            "test/docs/**/*.test.ts",
          ],
          testTimeout: 60_000, // for the busiest of machines: what hangs is still found
          // modules hold no state, and to load them anew for each of hundreds of files is a quarter of the time
          isolate: false,
        },
      },
      {
        test: {
          name: "journeys",
          include: ["test/journeys/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
