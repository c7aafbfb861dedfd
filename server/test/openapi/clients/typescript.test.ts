import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { it } from 'vitest'
import { CACHE, DOCUMENT, PATIENCE, run } from '../../support/installed-tools.ts'

const program = (path: string) => fileURLToPath(new URL(`../../../../node_modules/${path}`, import.meta.url))

const OPTIONS = { noEmit: true, strict: true, target: 'es2024', module: 'nodenext', types: [] }

/** The code of a caller. The compiler must reject each wrong line, or it reports an unused directive. */
const CALLER = `import type { components, operations, paths } from './api.js'

type Page = operations['listOrganizations']['responses'][200]['content']['application/vnd.api+json']
export const totalOf = ({ meta }: Page): number => meta.pagination['total-count']
export const next = ({ links }: Page): string | null => links.next
export const firstName = ({ data }: Page): string | undefined => data[0]?.attributes.name

type Query = NonNullable<paths['/api/v2/organizations/{organization}/registry-modules']['get']['parameters']['query']>
export const query: Query = { 'page[number]': 2, 'page[size]': 50, 'filter[provider]': 'aws', include: ['no-code-modules'], q: 'vpc' }
// @ts-expect-error -- no such parameter
export const unknown: Query = { 'filter[colour]': 'red' }

type Module = components['schemas']['RegistryModule']
export const status: Module['attributes']['status'] = 'setup_complete'
// @ts-expect-error -- no such status
export const wrong: Module['attributes']['status'] = 'ready'
export const branchOf = ({ attributes }: Module): string | undefined => attributes['vcs-repo']?.branch

type Tree = paths['/api/v2/organizations/{organization}/vcs/tree']['get']['parameters']['query']
// @ts-expect-error -- the identifier is missing
export const incomplete: Tree = { oauth_token_id: 'ot-1' }
`

it('generates TypeScript types that compile, and that reject errors', { timeout: PATIENCE }, async () => {
  const folder = join(CACHE, 'typescript-client')
  await mkdir(folder, { recursive: true })
  await run(process.execPath, [program('openapi-typescript/bin/cli.js'), DOCUMENT, '--output', join(folder, 'api.d.ts')])
  await writeFile(join(folder, 'caller.ts'), CALLER)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files: ['caller.ts'] }))
  await run(process.execPath, [program('typescript/bin/tsc'), '-p', folder])
})
