import { newSecret, sendWebhook } from '../../../src/lms/webhooks/send.ts'

// Sends a webhook and prints the outcome. Runs as its own process, because Node reads its trusted authorities at its
// start. Every name resolves to loopback.
const [url = ''] = process.argv.slice(2)
const message = { id: 'msg_1', url, secret: newSecret(), body: '{}' }
const outcome = await sendWebhook(message, {
  allowed: ['127.0.0.1'],
  lookup: (_name, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
})
console.log(JSON.stringify(outcome))
