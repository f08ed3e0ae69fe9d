import { z } from "zod"
import { type FamilySpec, familyOf } from "./family.ts"
import { refitLinear } from "./refit-linear.ts"
import { tryLinear } from "./try-linear.ts"
import type { LinearParams } from "./try-penalties.ts"

const linear = {
  setting: "linear",
  weighs: true,
  params: z.strictObject({ penalty: z.number().positive().exactOptional() }),
  starts: () => [{ params: {}, turn: 0 }],
  // one fit looks at all penalties already
  space: () => ({}),
  fit: tryLinear,
  refit: (session, recipe) => Promise.resolve(refitLinear(session, recipe)),
} satisfies Omit<FamilySpec<LinearParams>, "name" | "tasks">

export const ridge = familyOf<LinearParams>({ ...linear, name: "ridge", tasks: ["regression"] })
export const logistic = familyOf<LinearParams>({ ...linear, name: "logistic", tasks: ["binary", "multiclass"] })
