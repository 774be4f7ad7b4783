// What @chancery/verify offers. Its other modules serve the server of this repository and change without notice.

export type { AskAnchor, AskContract, Outcome } from './checks/check.ts'
export { headline } from './checks/headline.ts'
export type { CheckResult, Verdict, Verification } from './checks/runChecks.ts'
export { type BundlePorts, verifyBundle } from './checks/verifyBundle.ts'
export { recoverWithNoble } from './ethereum/recoverWithNoble.ts'
export { type Bundle, readBundle, UnreadableBundle } from './proof/bundle.ts'
export { type Language, languages } from './texts/languages.ts'
