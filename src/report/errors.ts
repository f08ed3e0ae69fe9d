import { KnownError } from "../base/index.ts"

export const templateWithoutPlots = (path: string, mark: string): KnownError =>
  new KnownError({
    code: "report.template-without-plots",
    blame: "user",
    message: `Cannot fill the page "${path}": wanted "${mark}" where the plots go, and it has none`,
    hint: `Write ${mark} into the body of the page`,
    detail: { path, mark },
  })
