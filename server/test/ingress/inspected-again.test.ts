// What an earlier release inspected is inspected again, from the stored archives.
import { createHash } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { RenewedInspections, type Sandbox } from '../../src/ingress/index.ts'
import { createLogger } from '../../src/platform/observability/index.ts'
import { StoredInspections } from '../../src/registry-modules/index.ts'
import type { PackageInspection } from '../../src/terraform/index.ts'
import { type Api, type Caller, describeApi } from '../support/api.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const VARIABLE = `variable "size" {
  validation {
    condition     = var.size > 1
    error_message = "Too small."
  }
}
`
const SHOWN = [{ condition: 'var.size > 1', 'error-message': 'Too small.', file: 'main.tf', line: 2 }]

async function published(api: Api, tags: readonly string[]): Promise<Caller> {
  const owner = await api.founder('acme')
  const [first = '', ...others] = tags
  // Which the archive lacks: only the import could notice it.
  const files = { 'main.tf': VARIABLE, 'terraform.tfstate': '{}' }
  const { repository } = await api.publish(owner, 'acme', { files, tags: [first] })
  for (const tag of others) await repository.commit({ files: { 'main.tf': VARIABLE, 'version.txt': tag }, tags: [tag] })
  await api.runJobs()
  if (others.length > 0) {
    await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
    await api.runJobs()
  }
  return owner
}

/** As a release stored them that only counted the blocks. */
async function forgetValidations({ database: queries }: Api): Promise<void> {
  const rows = await queries.selectFrom('module_inspections').selectAll().execute()
  for (const { key, document } of rows) {
    const inspection = JSON.parse(gunzipSync(Buffer.from(document, 'base64')).toString()) as PackageInspection
    const inputs = inspection.root.inputs.map((input) => ({ ...input, validations: input.validations.length }))
    const earlier = JSON.stringify({ ...inspection, root: { ...inspection.root, inputs } })
    await queries.updateTable('module_inspections').set({ document: earlier, format: 0 }).where('key', '=', key).execute()
  }
}

function renewals({ app, database: queries, clock, directory }: Api, { inspect }: Pick<Sandbox, 'inspect'>): RenewedInspections {
  const logger = createLogger('silent')
  const inspections = new StoredInspections({ queries, clock })
  const openSandbox = () => ({ inspect, close: () => undefined })
  return new RenewedInspections({ inspections, archivist: app.modules.archivist, openSandbox, scratchDirectory: directory, logger })
}

async function shown(owner: Caller, version = '1.0.0') {
  const { inputs, diagnostics } = (await owner.get(`${MODULE}/versions/${version}/inspection`)).data.attributes
  return { validations: (inputs as { validations: unknown }[])[0]?.validations, diagnostics }
}

async function archiveOf({ database: queries, dataDirectory }: Api): Promise<string> {
  const row = await queries.selectFrom('registry_module_versions').select('archive_key').limit(1).executeTakeFirstOrThrow()
  return join(dataDirectory, 'objects', row.archive_key ?? '')
}

describeApi('inspections of an earlier release', (start) => {
  it('are made again without a change of the archive, and keep what only the import could notice', async () => {
    const api = await start()
    const owner = await published(api, ['v1.0.0'])
    const before = await shown(owner)
    expect(before).toMatchObject({ validations: SHOWN, diagnostics: [{ file: 'terraform.tfstate' }] })
    const file = await archiveOf(api)
    const bytes = await readFile(file)
    await forgetValidations(api)
    expect(await shown(owner)).toEqual({ ...before, validations: null })
    await api.pass(MINUTE)
    expect(await shown(owner)).toEqual(before)
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await api.troubledJobs()).toEqual([])
  })

  it('wait a day for an archive that is missing, and hold up no other', async () => {
    const api = await start()
    const owner = await published(api, ['v1.0.0', 'v1.1.0', 'v1.2.0'])
    await forgetValidations(api)
    const file = await archiveOf(api)
    await rename(file, `${file}.away`)
    await api.pass(MINUTE)
    const states = async () => {
      const all = await Promise.all(['1.0.0', '1.1.0', '1.2.0'].map((version) => shown(owner, version)))
      return all.filter(({ validations }) => validations !== null).length
    }
    expect(await states()).toBe(2)
    await rename(`${file}.away`, file)
    await api.pass(MINUTE)
    expect(await states()).toBe(2)
    await api.pass(DAY)
    expect(await states()).toBe(3)
  })

  it('go on where a killed process left off, and past one that fails', async () => {
    const api = await start()
    const owner = await published(api, ['v1.0.0', 'v1.1.0', 'v1.2.0'])
    await forgetValidations(api)
    const left = async () => (await api.database.selectFrom('module_inspections').select('key').where('format', '=', 0).execute()).length
    const killed = new AbortController()
    const { sandbox } = api.app.work
    const inspect: typeof sandbox.inspect = async (request, options) => {
      const outcome = await sandbox.inspect(request, options)
      killed.abort()
      return outcome
    }
    await renewals(api, { inspect }).run(killed.signal)
    expect(await left()).toBe(2)
    const broken = { inspect: () => Promise.reject(new Error('no space left')) }
    await expect(renewals(api, broken).run(new AbortController().signal)).rejects.toThrow('no space left')
    await api.pass(MINUTE)
    expect(await left()).toBe(1)
    await api.pass(DAY)
    expect(await left()).toBe(0)
    expect(await shown(owner, '1.2.0')).toMatchObject({ validations: SHOWN })
  })
})
