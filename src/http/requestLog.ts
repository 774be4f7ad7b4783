import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { loggedRequest } from '../core/log.ts'

const levels: ReadonlySet<string> = new Set(['trace', 'debug', 'info'])

/** Writes one line for each request, when its response is sent or its client has disconnected. Fastify writes two. */
export class RequestLog extends LogController {
  override incomingRequest({ method, url, ip, log }: FastifyRequest, reply: FastifyReply): void {
    if (!levels.has(log.level)) return
    const { raw } = reply
    // The request id is in every line of `log`.
    raw.once('close', () => {
      const duration = Number(reply.elapsedTime.toFixed(1)) // In milliseconds.
      const status = raw.headersSent ? raw.statusCode : null
      const failure = raw.errored && { err: raw.errored }
      const line = { ...loggedRequest({ method, url, ip }), status, duration, ...failure }
      log.info(line, raw.writableFinished ? 'Request completed' : 'Request aborted')
    })
  }

  override requestCompleted(): void {}
}
