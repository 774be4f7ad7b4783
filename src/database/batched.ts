import { isOutage } from './outage.ts'

/** Default number of questions per statement, and of statements of a kind that a process runs in parallel. */
const MOST = 100
const STATEMENTS = 2

type Waiting<Question, Answer> = {
  question: Question
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Combines concurrent questions into one statement. `ask` answers them in order. A question never joins a statement
 * that has already begun, so no answer is older than its question.
 */
export function batched<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  { most = MOST }: { most?: number } = {},
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = []
  let running = 0
  const runNext = async () => {
    if (running === STATEMENTS || waiting.length === 0) return
    const batch = waiting.splice(0, most)
    running += 1
    try {
      const answers = await ask(batch.map(({ question }) => question))
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer) // One answer per question.
    } catch (error) {
      for (const { reject } of batch) reject(error)
      // In an outage, rejects waiting questions too, so that they do not wait for the next statement.
      if (isOutage(error)) for (const { reject } of waiting.splice(0)) reject(error)
    }
    running -= 1
    void runNext()
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      // Waits until all arrived input is read.
      if (waiting.length === 1) setImmediate(runNext)
    })
}
