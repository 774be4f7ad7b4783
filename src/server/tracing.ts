import { channel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { Attributes } from '@opentelemetry/api'
import { masked, queryNames } from '../core/log.ts'

// Traces. Nothing of OpenTelemetry is loaded before its own variables ask for them.

/** Those of its variables that say where traces go. */
const DESTINATIONS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_EXPORTER']

/** What is said of an address that is asked: those of nodes and receivers may have a key in their path. */
const hidden: Attributes = { 'url.full': '', 'url.path': '', 'url.query': '' }

let sdk: { shutdown(): Promise<void> } | undefined

/**
 * Follows requests to the statements of the database, to nodes and to webhooks, if the environment says where traces go. To be
 * called before what is followed is loaded.
 */
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
    // Figures are Prometheus' business, and the log is its own.
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
  // What is required gets changed in place, and so for those who import it.
  const require = createRequire(import.meta.url)
  for (const name of ['node:http', 'node:https', 'pg']) require(name)
  channel('tracing:fastify.request.handler:start').subscribe((message) => {
    const { method, url } = (message as { route: { method: string; url: string } }).route // Fastify's documented message.
    trace.getActiveSpan()?.updateName(`${method} ${url}`).setAttribute('http.route', url)
  })
  sdk = started
}

/** How long (ms) who collects traces is waited for by a process that ends. */
const PARTING_MS = 1000

/** Sends what is not sent yet, if somebody takes it. */
export async function stopTracing(): Promise<void> {
  await Promise.race([sdk?.shutdown().catch(() => {}), wait(PARTING_MS, undefined, { ref: false })])
}
