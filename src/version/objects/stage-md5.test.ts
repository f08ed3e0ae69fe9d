import { expect, test } from "vitest"
import { stageMd5 } from "./stage-md5.ts"

test("the checksum of an import is the one DVC 3.67.1 wrote, whatever size and md5 of the file say", () => {
  const hash = "344fd2323dd33d5c058b7cf27de029e8"
  const stage = {
    md5: "an older one",
    frozen: true,
    deps: [{ md5: hash, size: 8, hash: "md5", path: "../ext/f.csv" }],
    outs: [{ md5: hash, size: 8, hash: "md5", path: "f.csv" }],
  }
  expect(stageMd5(stage)).toBe("c7a68eb2262b30ba141d45ba50a6cba4")
  const repo = { url: "../src", rev_lock: "f8a1df9b3f22f9a41785db9993a3beca65aabbe3" }
  const fromRepository = {
    deps: [{ path: "a.txt", repo }],
    outs: [{ md5: "b1946ac92492d2347c6235b4d2611184", hash: "md5", path: "imp.txt" }],
  }
  expect(stageMd5(fromRepository)).toBe("e6405c65bddcc759e405b9e488f45bdb")
})
