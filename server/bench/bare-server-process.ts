// The baseline: node:http, a look at the path, and a prepared answer or a file.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import type { BareAnswer } from './bare-server.ts'

process.on('message', (answers: BareAnswer[]) => {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const server = createServer((request, response) => {
    const answer = byPath.get(request.url ?? '')
    if (answer === undefined) response.writeHead(404).end()
    else if (answer.file !== undefined) createReadStream(answer.file).pipe(response.writeHead(answer.status, answer.headers))
    else response.writeHead(answer.status, answer.headers).end(answer.body === '' ? undefined : answer.body)
  })
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
})
process.on('disconnect', () => process.exit(0))
