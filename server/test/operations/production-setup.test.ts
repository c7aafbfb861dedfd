// `npm run setup -- --production`, as docs/OPERATIONS.md has it, in a fresh clone.
import { mkdtempDisposable, readdir, readFile, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyCheckout } from '../support/fresh-checkout.ts'
import { run } from '../support/installed-tools.ts'
import { startServer } from '../support/running-server.ts'

test('a production set-up leaves only what builds the program, which then serves the interface without packages', async () => {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'terrace-production-'))
  const checkout = join(scratch.path, 'checkout')
  await copyCheckout(checkout)
  await run('npm', ['run', 'setup', '--', '--production'], { cwd: checkout })

  const installed = await readdir(join(checkout, 'node_modules'))
  const manifests = await Promise.all(['package.json', 'server/package.json', 'web/package.json'].map((path) => manifestOf(checkout, path)))
  // Some are also what a package needs that builds or runs the program.
  const { packages } = JSON.parse(await readFile(join(checkout, 'package-lock.json'), 'utf8'))
  const named = manifests.flatMap(({ devDependencies }) => Object.keys(devDependencies))
  const forDevelopers = named.filter((name) => packages[`node_modules/${name}`]?.dev === true)
  expect(installed).toContain('fastify')
  expect(forDevelopers.filter((name) => installed.includes(name))).toEqual([])

  // The commands leave it so.
  await run('npx', ['terrace', '--version'], { cwd: checkout })
  expect(await readdir(join(checkout, 'node_modules'))).toEqual(installed)

  const program = join(checkout, 'server/dist/terrace.js')
  await using server = await startServer({ program, dataDirectory: join(scratch.path, 'data') })
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect(await (await fetch(`${server.url}/app`)).text()).toContain('/app/assets/')

  // In another place, its command would name the former one.
  const moved = join(scratch.path, 'moved')
  await rename(checkout, moved)
  await run('npm', ['run', 'setup', '--', '--production'], { cwd: moved })
  expect(await run(join(moved, 'server/dist/terrace'), ['--version'])).toMatch(/^terrace \d/)
})

async function manifestOf(checkout: string, path: string): Promise<{ devDependencies: Record<string, string> }> {
  return JSON.parse(await readFile(join(checkout, path), 'utf8'))
}
