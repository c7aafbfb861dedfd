// The baseline: node:http, a look at the path, and a prepared answer or a file; to be fair also a look at who asks.
import { createReadStream } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { BareAnswer, BareOrder } from './bare-server.ts'

process.on('message', ({ answers, token }: BareOrder) => {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const server = createServer(token === undefined ? answerFrom(byPath) : answerOnlyTo(new Set([`Bearer ${token}`]), answerFrom(byPath)))
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
})
process.on('disconnect', () => process.exit(0))

function answerOnlyTo(known: ReadonlySet<string>, listen: RequestListener): RequestListener {
  return (request, response) => {
    if (known.has(request.headers.authorization ?? '')) listen(request, response)
    else response.writeHead(401).end()
  }
}

function answerFrom(byPath: ReadonlyMap<string, BareAnswer>): RequestListener {
  return (request, response) => {
    const answer = byPath.get(request.url ?? '')
    if (answer === undefined) response.writeHead(404).end()
    else if (answer.file !== undefined) createReadStream(answer.file).pipe(response.writeHead(answer.status, answer.headers))
    else response.writeHead(answer.status, answer.headers).end(answer.body === '' ? undefined : answer.body)
  }
}
