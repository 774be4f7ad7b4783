import { channel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { Attributes } from '@opentelemetry/api'
import { masked, queryNames } from '../core/log.ts'

// Loads OpenTelemetry only if its own variables set a destination.

const DESTINATIONS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_EXPORTER']

/** Hides the URLs of nodes and webhook receivers, which may contain a key. */
const hidden: Attributes = { 'url.full': '', 'url.path': '', 'url.query': '' }

let sdk: { shutdown(): Promise<void> } | undefined

/** Traces requests to SQL, nodes and webhooks, if configured. Call it before the traced modules are loaded. */
export async function startTracing(): Promise<void> {
  if (!DESTINATIONS.some((name) => process.env[name])) return
  const [{ trace }, { NodeSDK }, { HttpInstrumentation }, { UndiciInstrumentation }, { PgInstrumentation }, pino] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-node'),
      import('@opentelemetry/instrumentation-http'),
      import('@opentelemetry/instrumentation-undici'),
      import('@opentelemetry/instrumentation-pg'),
      import('@opentelemetry/instrumentation-pino'),
    ])
  const started = new NodeSDK({
    serviceName: process.env.OTEL_SERVICE_NAME ?? 'chancery',
    // Leaves metrics to Prometheus and log lines to the log.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        startIncomingSpanHook: ({ url = '' }) => ({
          'url.path': masked(url.split('?', 1)[0] ?? ''),
          'url.query': queryNames(url).join('&'),
        }),
        startOutgoingSpanHook: () => hidden,
      }),
      new UndiciInstrumentation({ startSpanHook: () => hidden }),
      new PgInstrumentation({ requireParentSpan: true }),
      new pino.PinoInstrumentation({ disableLogSending: true }),
    ],
  })
  started.start()
  // Instruments each module in place when it is required; imports then see the change.
  const require = createRequire(import.meta.url)
  for (const name of ['node:http', 'node:https', 'pg']) require(name)
  channel('tracing:fastify.request.handler:start').subscribe((message) => {
    const { method, url } = (message as { route: { method: string; url: string } }).route // Fastify's documented message.
    trace.getActiveSpan()?.updateName(`${method} ${url}`).setAttribute('http.route', url)
  })
  sdk = started
}

/** Maximum time (ms) to send the remaining traces at shutdown. */
const PARTING_MS = 1000

export async function stopTracing(): Promise<void> {
  await Promise.race([sdk?.shutdown().catch(() => {}), wait(PARTING_MS, undefined, { ref: false })])
}
