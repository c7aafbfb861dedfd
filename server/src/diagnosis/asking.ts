// One question to a registry, and what is said when no answer comes.
import { HttpFailure, type HttpRequest, type HttpResponse } from '../platform/http-client/index.ts'
import { Obstacle } from './step.ts'

export type Ask = (request: Pick<HttpRequest, 'method' | 'url' | 'headers'>) => Promise<HttpResponse>

/** @throws Obstacle when there is no answer */
export async function answerOf(ask: Ask, request: Parameters<Ask>[0]): Promise<HttpResponse> {
  try {
    return await ask(request)
  } catch (error) {
    if (error instanceof HttpFailure) throw new Obstacle(`${capitalized(error.message)}.`, ADVICE[error.reason])
    throw error
  }
}

const ADVICE: Record<HttpFailure['reason'], string> = {
  refused: 'Run `terrace diagnose` on the machine where the installation fails: this server does not call such addresses.',
  unreachable: 'Check the name, the port, the firewall and the proxy between the two machines.',
  timeout: 'Check the firewall and the proxy between the two machines; something drops the packets, or the host is overloaded.',
  too_large: 'Download it by hand, and see what it is.',
  redirected: 'Terraform follows redirects, but credentials belong to one host. Have the host answer itself.',
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** @returns the object in the answer's body; undefined when it is none */
export function objectIn({ body }: Pick<HttpResponse, 'body'>): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
