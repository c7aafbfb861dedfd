// What an import notices reaches everybody who looks: in the details of the version, in the management API and in the timeline.
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, ORGANIZATION, tagged } from './git-host.ts'

const DETAILS = `/api/registry/v1/modules/${ORGANIZATION}/vpc/aws`

describeAdministered('what an import notices', (start) => {
  async function published(files: Parameters<typeof tagged>[1]) {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0', files))
    const module = await host.publish()
    await server.runJobs()
    const details = await server.request('GET', `${DETAILS}/1.0.0`)
    const events = await server.list(`/api/v2/registry-modules/${module.id}/import-events`)
    return {
      statuses: await module.statuses(),
      version: await module.version('1.0.0'),
      details: details.status === 200 ? JSON.parse(details.text) : undefined,
      event: events.find(({ attributes }) => attributes['kind'] === 'version')?.attributes,
      files: details.status === 200 ? Object.keys((await module.download('1.0.0')).files) : [],
    }
  }

  it('of links that lead nowhere is a warning, and their version is published without them', async () => {
    const { statuses, version, details, event, files } = await published({
      'main.tf': '# 1\n',
      'test/terraform.tfvars': { symlink: '../shared/terraform.tfvars' },
      'test/self': { symlink: 'self' },
      'test/outside': { symlink: '../../outside' },
    })
    expect(statuses).toEqual({ '1.0.0': 'ok' })
    expect(files).toEqual(['main.tf'])
    expect(details.diagnostics).toEqual(
      ['test/outside', 'test/self', 'test/terraform.tfvars'].map((file) => ({
        severity: 'warning',
        summary: 'Broken link',
        detail: expect.stringContaining(file),
        file,
        line: 1,
        column: 1,
      })),
    )
    expect(version['diagnostics']).toEqual(details.diagnostics)
    expect(event?.['detail'].diagnostics).toEqual(details.diagnostics)
  })

  it('of files that Terraform reads is an error with the file, and refuses the version only in its root', async () => {
    const inExample = await published({ 'main.tf': '# 1\n', 'examples/e/main.tf': { symlink: 'gone.tf' } })
    expect(inExample.statuses).toEqual({ '1.0.0': 'ok' })
    expect(inExample.version['diagnostics']).toMatchObject([{ severity: 'error', file: 'examples/e/main.tf', line: 1 }])
    const inRoot = await published({ 'main.tf': '# 1\n', 'variables.tf': { symlink: 'gone.tf' } })
    expect(inRoot.statuses).toEqual({ '1.0.0': 'reg_ingress_failed' })
    expect(inRoot.version).toMatchObject({ 'error-file': 'variables.tf', 'error-line': 1, diagnostics: [] })
    expect(inRoot.version['error']).toContain('"gone.tf", which does not exist')
  })

  it('and every client refuses, is an error with file and line in a version that is published', async () => {
    const { statuses, version } = await published({
      'main.tf': 'module "x" {\n  source = "./modules/x"\n}\n\nvariable "count" {}\n',
      'versions.tf': 'terraform {\n  required_version = "newest"\n}\n',
    })
    expect(statuses).toEqual({ '1.0.0': 'ok' })
    expect(
      version['diagnostics'].map(({ severity, file, line }: { severity: string; file: string; line: number }) => [
        severity,
        `${file}:${line}`,
      ]),
    ).toEqual([
      ['error', 'main.tf:5'],
      ['error', 'versions.tf:2'],
      ['error', 'main.tf:1'],
    ])
  })

  it('is nothing of a flawless module', async () => {
    const { version, details, event } = await published({ 'main.tf': '# 1\n', 'main_override.tf': '# 2\n' })
    expect([version['diagnostics'], details.diagnostics, event?.['detail'].diagnostics]).toEqual([[], [], undefined])
  })

  it('stays the same when the same files are published under another name', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0', { 'main.tf': '# 1\n', 'docs/link': { symlink: 'gone' } }))
    await host.publish()
    await server.runJobs()
    const again = await host.publish({ name: 'network', provider: 'aws' })
    await server.runJobs()
    expect((await again.version('1.0.0'))['diagnostics']).toMatchObject([{ summary: 'Broken link', file: 'docs/link' }])
    const events = await server.list(`/api/v2/registry-modules/${again.id}/import-events`)
    const event = events.find(({ attributes }) => attributes['kind'] === 'version')
    expect(event?.attributes['detail']).toMatchObject({ diagnostics: [{ file: 'docs/link' }] })
  })

  it('is shortened in the timeline, errors first', async () => {
    const links = Object.fromEntries(Array.from({ length: 40 }, (_unused, index) => [`docs/${index}`, { symlink: 'gone' }]))
    const { version, event } = await published({ 'main.tf': 'variable "count" {}\n', ...links })
    expect(version['diagnostics']).toHaveLength(41)
    const shown = event?.['detail'].diagnostics
    expect(shown).toHaveLength(21)
    expect(shown[0]).toMatchObject({ severity: 'error', file: 'main.tf' })
    expect(shown.at(-1).detail).toBe('21 more diagnostics are not shown.')
  })
})
