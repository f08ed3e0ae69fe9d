import type { Reporter, TestCase } from "vitest/node"

/** Names each test that failed and passed when tried again, with its first error: it is to be mended, not to stop others. */
export default class FlakyReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return
    const [first] = test.result().errors ?? []
    console.log(`FLAKY: ${test.module.relativeModuleId} > ${test.fullName}\n${first?.stack ?? first?.message ?? ""}`)
  }
}
