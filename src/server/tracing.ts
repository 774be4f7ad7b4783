import { channel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { Attributes } from '@opentelemetry/api'
import { masked, queryNames } from '../core/log.ts'

// Loads OpenTelemetry only if its own variables set a destination.

const DESTINATIONS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_EXPORTER']

/** Hides URLs of nodes and webhook receivers, which may contain a key. */
const hidden: Attributes = { 'url.full': '', 'url.path': '', 'url.query': '' }

let sdk: { shutdown(): Promise<void> } | undefined

/** Traces requests, SQL, and calls to nodes and webhooks, if configured. Call it before these modules are loaded. */
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
    // Metrics are for Prometheus, and log lines stay in the log.
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
  // `require` instruments each module in place. Later imports get the instrumented module.
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
