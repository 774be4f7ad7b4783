import { newSecret, sendWebhook } from '../../../src/lms/webhooks/send.ts'

// Sends a webhook in a process of its own, since Node reads the authorities that it trusts when it starts. Every name
// is on loopback. Prints the outcome.
const [url = ''] = process.argv.slice(2)
const message = { id: 'msg_1', url, secret: newSecret(), body: '{}' }
const outcome = await sendWebhook(message, {
  allowed: ['127.0.0.1'],
  lookup: (_name, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
})
console.log(JSON.stringify(outcome))
