// POST /api/v2/diagnoses: why `terraform init` fails for a module. HCP Terraform has no counterpart.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import { bodyOf, nullable, one, oneOf, resourceSchema } from '../../platform/http/json-api/index.ts'
import type { Ask } from '../asking.ts'
import type { Diagnoses } from '../diagnoses.ts'
import { OUTCOMES, STEPS } from '../step.ts'

const MAX_SOURCE = 500
const MAX_VERSION = 255
const MAX_TOKEN = 5000

const DiagnosisResource = resourceSchema('Diagnosis', 'diagnoses', {
  attributes: Type.Object({
    source: Type.String(),
    steps: Type.Array(
      Type.Object({
        name: oneOf(STEPS),
        outcome: oneOf(OUTCOMES),
        finding: Type.String({ description: 'What is the case, as a sentence' }),
        advice: nullable(Type.String({ description: 'What to do' })),
      }),
      { description: 'In the order in which clients go, those that were not reached too' },
    ),
  }),
})

const Question = Type.Object({
  source: Type.String({ maxLength: MAX_SOURCE, description: 'As in a `module` block; this registry where it names no host' }),
  version: Type.Optional(nullable(Type.String({ maxLength: MAX_VERSION, description: 'Exact; the newest when absent' }))),
  token: Type.Optional(
    nullable(
      Type.String({
        maxLength: MAX_TOKEN,
        description: 'Sent to the host of the source alone. Without it, this registry is asked as the caller.',
      }),
    ),
  ),
})
const DiagnosisBody = bodyOf(['diagnoses'], Question)

const RUN_DIAGNOSIS = operationsOf('Diagnosis')('runDiagnosis', 'Go through `terraform init` for a module, and say which step fails', {
  description: 'Creates nothing. Other hosts are called by the rules about addresses. A token is neither stored nor logged.',
  body: DiagnosisBody,
  answers: one(DiagnosisResource),
  failures: [422, 429],
})

export function serveDiagnoses(scope: FastifyInstance, { diagnoses }: { diagnoses: Diagnoses }): void {
  scope.post<{ Body: Static<typeof DiagnosisBody> }>('/diagnoses', RUN_DIAGNOSIS, async (request) => {
    const { source, version, token } = request.body.data.attributes
    const question = { source, version: version?.trim() ?? '', token: () => token?.trim() ?? '' }
    const steps = await diagnoses.run(request.subject, question, asCaller(scope, request))
    return { data: { id: request.id, type: 'diagnoses', attributes: { source, steps } } }
  })
}

/** Within the process, with the cookie or token of the caller, which so goes nowhere else. */
function asCaller(scope: FastifyInstance, { headers: { authorization, cookie }, ip }: FastifyRequest): Ask {
  const own = { ...(authorization !== undefined && { authorization }), ...(cookie !== undefined && { cookie }) }
  return async ({ method, url, headers }) => {
    const { pathname, search } = new URL(url)
    const answer = await scope.inject({ method, url: pathname + search, headers: { ...headers, ...own }, remoteAddress: ip })
    return { status: answer.statusCode, headers: textsOf(answer.headers), body: answer.rawPayload, url }
  }
}

function textsOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
