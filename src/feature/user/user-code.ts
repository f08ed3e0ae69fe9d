import type { UserFeatures } from "./user-features.ts"

/**
 * The user's `features.ts` as self-contained JavaScript.
 *
 * @throws feature.user-code-invalid, feature.user-code-imports, base.file-missing
 */
export async function compileUserFeatures(
  _sourcePath: string,
): Promise<{ readonly code: string; readonly userFeatures: UserFeatures }> {
  throw new Error("not built yet")
}

/** @throws feature.user-code-invalid, feature.user-code-imports, base.file-missing */
export async function loadUserFeatures(_mjsPath: string): Promise<UserFeatures> {
  throw new Error("not built yet")
}

/** Functions of code that is already in memory, so that what was hashed is what runs. */
export async function userFeaturesOf(_code: string): Promise<UserFeatures> {
  throw new Error("not built yet")
}
