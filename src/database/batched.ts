import { isOutage } from './outage.ts'

/** Default maximum of lookups per statement. */
const MAX_LOOKUPS = 100

/** Default maximum of statements that one function runs in parallel. */
const MAX_STATEMENTS = 2

type Waiting<Question, Answer> = {
  question: Question
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Combines concurrent lookups into one statement. `ask` returns the results in order. A lookup never joins a statement
 * that is already running, so its result is never older than the call.
 */
export function batched<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  { max = MAX_LOOKUPS, statements = MAX_STATEMENTS }: { max?: number; statements?: number } = {},
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = []
  let running = 0
  const runNext = async () => {
    if (running === statements || waiting.length === 0) return
    const batch = waiting.splice(0, max)
    running += 1
    try {
      const answers = await ask(batch.map(({ question }) => question))
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer) // One answer per question.
    } catch (error) {
      for (const { reject } of batch) reject(error)
      // In an outage, reject waiting lookups too, instead of starting another statement.
      if (isOutage(error)) for (const { reject } of waiting.splice(0)) reject(error)
    }
    running -= 1
    void runNext()
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      // Wait until all pending input is read.
      if (waiting.length === 1) setImmediate(runNext)
    })
}
