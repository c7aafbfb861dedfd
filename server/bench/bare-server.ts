// Starts the baseline with the answers of the server to which it is compared.
import type { AddressInfo } from 'node:net'
import { ask, startProcess, stopProcess } from './children.ts'

export interface BareAnswer {
  path: string
  status: number
  headers: Record<string, string>
  body: string
  /** streamed in place of the body */
  file?: string | undefined
}

export interface BareOrder {
  answers: readonly BareAnswer[]
  /** the only one that is answered; absent: nobody is asked */
  token?: string
}

export interface BareServer extends AsyncDisposable {
  port: number
  pid: number | undefined
}

/** Node adds these itself, with the same values. */
const ADDED_BY_NODE = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding'])

/** @param requests `file`: what the answer's body is, and is streamed from */
export async function preparedAnswers(
  origin: string,
  token: string,
  requests: readonly { path: string; file?: string | undefined }[],
): Promise<BareAnswer[]> {
  const answers: BareAnswer[] = []
  for (const { path, file } of requests) {
    const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } })
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !ADDED_BY_NODE.has(name)))
    const body = await answer.text()
    answers.push({ path, status: answer.status, headers, body: file === undefined ? body : '', file })
  }
  return answers
}

export async function startBareServer(order: BareOrder): Promise<BareServer> {
  const child = startProcess(new URL('./bare-server-process.ts', import.meta.url))
  const { port } = await ask<AddressInfo>(child, order)
  return { port, pid: child.pid, [Symbol.asyncDispose]: () => stopProcess(child) }
}
