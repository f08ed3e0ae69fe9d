import packageJson from "../../package.json" with { type: "json" }

/** The package's own version; put into the bundle at build. */
export const version: string = packageJson.version
