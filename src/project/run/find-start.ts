import { championOf, type StageEffects } from "../../stages/index.ts"
import { withRecords } from "../files/look-up.ts"
import { resolveModel } from "../models.ts"
import type { Project } from "../project.ts"

/**
 * Finds the artifact that `train.warmStart` means; none for `champion` before there is one.
 *
 * @param home whose records are asked, where the project is a trial of another
 */
export function startFinder(project: Project, home = project): NonNullable<StageEffects["findModel"]> {
  return (ref) =>
    withRecords(home, async (records) => {
      const { registry } = records
      if (ref !== "champion") return resolveModel(project, records, { model: ref, from: project.root })
      const champion = await championOf({
        registry,
        model: project.name,
        champion: project.config.registry.championAlias,
      })
      if (champion === undefined) return undefined
      return registry.resolve(String(champion.version), { model: project.name })
    })
}
