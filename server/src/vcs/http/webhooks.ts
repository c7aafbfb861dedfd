// POST /webhooks/vcs/:uuid and /webhooks/github-app/:uuid: receives deliveries of git hosts and queues the work.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { answerFailuresInText, closeAfter, createBodyAdmission, type DescribedRoute, operationsOf } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { AppDeliveries } from '../github-app/app-deliveries.ts'
import type { Deliveries, Reception } from '../webhooks/deliveries.ts'

const MAX_BODY_BYTES = 5 * 1024 * 1024
const ADMISSION = {
  maxBytes: MAX_BODY_BYTES,
  maxBytesTogether: 64 * 1024 * 1024,
  /** Hosts send from few addresses, and many deliveries after a push to many repositories. */
  maxPerAddress: 100,
  timeoutMs: 30_000,
}

const ANSWERS: Readonly<Record<Reception, { status: number; text: string }>> = {
  accepted: { status: 202, text: 'accepted' },
  ignored: { status: 200, text: 'nothing to do' },
  refused: { status: 401, text: 'invalid signature' },
  unknown: { status: 404, text: 'no webhook has this address' },
}

const operation = operationsOf('Webhooks')
const text = Type.String()
const delivery = {
  reads: Type.Object({}, { description: 'The payload of the host, with a signature' }),
  answers: {
    200: { description: 'The delivery needs no action', schema: text },
    202: { description: 'The delivery was accepted, and a sync is queued', schema: text },
  },
  failures: [413, 500],
}
const RECEIVE_DELIVERY = operation('receiveDelivery', 'Receive a webhook delivery for a repository', delivery)
const RECEIVE_APP_DELIVERY = operation('receiveAppDelivery', 'Receive a webhook delivery for a GitHub App', delivery)

interface Receivers {
  deliveries: Pick<Deliveries, 'isKnown' | 'receive'>
  appDeliveries: Pick<AppDeliveries, 'isKnown' | 'receive'>
  logger: Logger
}

export function serveWebhooks(scope: FastifyInstance, { deliveries, appDeliveries, logger }: Receivers): void {
  answerFailuresInText(scope, logger)
  // Signatures cover the raw bytes.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body))

  const routes: [path: string, receiver: Receivers['deliveries'], description: DescribedRoute][] = [
    ['/webhooks/vcs/:uuid', deliveries, RECEIVE_DELIVERY],
    ['/webhooks/github-app/:uuid', appDeliveries, RECEIVE_APP_DELIVERY],
  ]
  const admit = createBodyAdmission(ADMISSION)
  for (const [path, receiver, description] of routes) {
    scope.post<{ Params: { uuid: string }; Body: Buffer | undefined }>(
      path,
      {
        ...description,
        bodyLimit: MAX_BODY_BYTES,
        // Before the body is read: anybody can send to addresses that nobody has. `receive` looks again, because the body may take long.
        async onRequest(request, reply) {
          if (!(await receiver.isKnown(request.params.uuid))) return say(closeAfter(reply).code(404), ANSWERS.unknown.text)
          if (!admit(request, reply)) return say(reply, 'too many deliveries at once; send it again')
        },
      },
      async ({ id, ip, params, headers, body }, reply) => {
        const reception = await receiver.receive(params.uuid, { headers: single(headers), body: body ?? Buffer.alloc(0) })
        if (reception === 'refused') {
          const fields = { request_id: id, remote_address: ip, route: path, webhook: params.uuid }
          logger.warn(fields, 'a delivery was refused: its signature is missing or made with another secret')
        }
        const { status, text } = ANSWERS[reception]
        return say(reply.code(status), text)
      },
    )
  }
}

function say(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').send(`${text}\n`)
}

function single(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}
