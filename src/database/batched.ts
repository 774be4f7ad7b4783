import { isOutage } from './outage.ts'

/** How many questions one statement asks, where nobody says so, and how many statements of a kind are under way in a process. */
const MOST = 100
const STATEMENTS = 2

type Waiting<Question, Answer> = {
  question: Question
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Makes a function that asks the database together what is asked at about the same time: `ask` gets the questions and
 * answers them in their order. No question is part of a statement that began before it was asked, so that no answer is
 * older than its question.
 */
export function batched<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  { most = MOST }: { most?: number } = {},
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = []
  let underWay = 0
  const askWaiting = async () => {
    if (underWay === STATEMENTS || waiting.length === 0) return
    const asked = waiting.splice(0, most)
    underWay += 1
    try {
      const answers = await ask(asked.map(({ question }) => question))
      for (const [index, { resolve }] of asked.entries()) resolve(answers[index] as Answer) // As many as were asked.
    } catch (error) {
      for (const { reject } of asked) reject(error)
      // Nobody waits for an answer that cannot come, and then for that of the next statement.
      if (isOutage(error)) for (const { reject } of waiting.splice(0)) reject(error)
    }
    underWay -= 1
    void askWaiting()
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      // When all that has arrived is read.
      if (waiting.length === 1) setImmediate(askWaiting)
    })
}
