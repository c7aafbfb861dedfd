// Git submodules of other hosts: what is called, what it gets to see, and what happens when it fails.
import { expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../support/administered-api.ts'
import { CREDENTIAL, connectGitHost, tagged } from './git-host.ts'
import { callOf, diagnosticsOf, entry, NOWHERE, publishFiles, startStranger, submodule, tlsOf, useCertificates } from './git-submodules.ts'

describeAdministered(
  'git submodules of other hosts',
  (start) => {
    const certificates = useCertificates()
    /** Trusts the stranger's certificate. */
    const startTrusting = (): Promise<AdministeredApi> => start({ own: true, settings: { TERRACE_VCS_CA_FILE: certificates().caFile } })

    it('of another host are read over HTTPS, without the credential', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      const commit = await (await stranger.repository('public/lib')).commit({ files: { 'lib.tf': '# stranger\n' } })
      const files = { 'main.tf': callOf('./lib'), ...submodule('lib', `${stranger.remote.url}/public/lib.git`, commit) }
      const module = await publishFiles(host, files)
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      expect((await module.download('1.0.0')).files['lib/lib.tf']).toBe('# stranger\n')
      expect(stranger.remote.requests.length).toBeGreaterThan(0)
      for (const { headers } of stranger.remote.requests) {
        expect(headers).not.toHaveProperty('authorization')
        expect(JSON.stringify(headers)).not.toContain(CREDENTIAL.password)
      }
    })

    it('of a stranger get nothing from the connection with its credential', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server, { tls: tlsOf(certificates()) })
      await using stranger = await startStranger(certificates())
      const secret = await (await host.repository('private/secret')).commit({ files: { 'secret.tf': '# secret\n' } })
      const nested = submodule('inner', `${host.remote.url}/private/secret.git`, secret)
      const lib = await (await stranger.repository('lib')).commit({ files: { 'lib.tf': '# lib\n', ...nested } })
      const module = await publishFiles(host, { 'main.tf': callOf('./lib'), ...submodule('lib', `${stranger.remote.url}/lib.git`, lib) })
      await server.runJobs()
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual(['.gitmodules', 'lib/.gitmodules', 'lib/lib.tf', 'main.tf'])
      expect(diagnosticsOf(await module.version('1.0.0'))).toEqual([
        ['warning', 'Git submodule left out', 'lib/inner', expect.stringContaining('requires a credential')],
      ])
      const asked = host.remote.requests.filter(({ path }) => path.includes('secret'))
      expect(asked.map(({ headers }) => headers['authorization'])).toEqual([undefined])
    })

    it('at a metadata address are refused as elsewhere, and so is a redirect', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      const commit = await (await stranger.repository('lib')).commit({ files: { 'lib.tf': '# lib\n' } })
      const files = {
        'main.tf': callOf('./lib'),
        '.gitmodules': `${entry('lib', `${stranger.remote.url}/lib.git`)}${entry('metadata', 'https://169.254.169.254/lib.git')}`,
        lib: { submodule: commit },
        metadata: { submodule: commit },
      }
      stranger.remote.setFault({ kind: 'redirect', to: host.remote.url })
      const module = await publishFiles(host, files)
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'clone_failed' })
      expect((await module.version('1.0.0'))['error']).toContain('redirect, which is not followed')
      stranger.remote.setFault(undefined)
      await module.retry('1.0.0')
      expect(diagnosticsOf(await module.version('1.0.0'))).toMatchObject([
        ['warning', 'Git submodule left out', 'metadata', expect.stringContaining('which this server never calls')],
      ])
    })

    it('are only read over HTTPS, wherever .gitmodules says they are', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const urls = [
        'http://other.example/lib.git',
        'git://other.example/lib.git',
        'ssh://git@other.example/lib.git',
        'git@other.example:lib.git',
        'file:///etc',
        '/etc',
        'ext::sh -c id',
      ]
      const gitmodules = [...urls, '../../../../lib.git'].map((url, index) => entry(`lib${index}`, url)).join('')
      const links = Object.fromEntries([...urls, ''].map((_url, index) => [`lib${index}`, { submodule: NOWHERE }]))
      const module = await publishFiles(host, { 'main.tf': '# root\n', '.gitmodules': gitmodules, ...links })
      await server.runJobs()
      const diagnostics = diagnosticsOf(await module.version('1.0.0'))
      expect(diagnostics).toMatchObject([
        ...urls.map((url, index) => [
          'warning',
          'Git submodule left out',
          `lib${index}`,
          expect.stringContaining(`"${url}" must begin with https://`),
        ]),
        ['warning', 'Git submodule left out', 'lib7', expect.stringContaining('leads out of')],
      ])
    })

    it('of a host that is down are tried again, and fail the version only then', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      const commit = await (await stranger.repository('lib')).commit({ files: { 'lib.tf': '# lib\n' } })
      await stranger.remote.goDown()
      const module = await publishFiles(host, { 'main.tf': callOf('./lib'), ...submodule('lib', `${stranger.remote.url}/lib.git`, commit) })
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'pending' })
      expect((await module.read())['status-detail']).toMatch(/\.gitmodules:3: .*cannot be reached/)
      await server.pass(4000)
      await server.pass(10_000)
      expect(await module.statuses()).toEqual({ '1.0.0': 'clone_failed' })
      expect((await module.version('1.0.0'))['error']).toMatch(/cannot be reached.*; import the version again/)
      await stranger.remote.comeBack()
      await module.retry('1.0.0')
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    })

    it('of a host that comes back soon arrive without anybody asking', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      const commit = await (await stranger.repository('theme')).commit({ files: { 'theme.css': '' } })
      await stranger.remote.goDown()
      const module = await publishFiles(host, { 'main.tf': '# root\n', ...submodule('theme', `${stranger.remote.url}/theme.git`, commit) })
      await server.runJobs()
      await stranger.remote.comeBack()
      await server.pass(4000)
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual(['.gitmodules', 'main.tf', 'theme/theme.css'])
    })

    it('do no harm to the connection when their host limits requests', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      stranger.remote.setFault({ kind: 'status', status: 429 })
      const files = submodule('lib', `${stranger.remote.url}/lib.git`, NOWHERE)
      await publishFiles(host, { 'main.tf': callOf('./lib'), ...files })
      await server.runJobs()
      const other = await host.repository('infra/terraform-aws-dns')
      await other.commit(tagged('v1.0.0'))
      const module = await host.publish({ identifier: 'infra/terraform-aws-dns' })
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      await other.commit(tagged('v1.1.0'))
      await module.resync()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'ok' })
      // Until nothing waits any more.
      for (const delay of [4000, 10_000]) await server.pass(delay)
    })

    it('ask a host that does not answer once, however many versions need it', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates())
      stranger.remote.setFault({ kind: 'status', status: 503 })
      const numbers = Array.from({ length: 12 }, (_none, index) => index)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits(
        numbers.map((index) =>
          tagged(`v1.${index}.0`, {
            'main.tf': callOf('./lib'),
            ...submodule('lib', `${stranger.remote.url}/lib.git`, index.toString(16).repeat(40)),
          }),
        ),
      )
      await host.publish()
      await server.runJobs()
      // Two versions are imported at a time.
      expect(stranger.remote.requests.length).toBeLessThanOrEqual(2)
      server.allowTroubledJobs()
    })

    it('that a server only sends as part of its history are found', async () => {
      const server = await startTrusting()
      await using host = await connectGitHost(server)
      await using stranger = await startStranger(certificates(), { oldProtocol: true })
      const lib = await stranger.repository('lib')
      const commit = await lib.commit({ files: { 'lib.tf': '# recorded\n' } })
      await lib.commit({ files: { 'lib.tf': '# later\n' } })
      const module = await publishFiles(host, { 'main.tf': callOf('./lib'), ...submodule('lib', `${stranger.remote.url}/lib.git`, commit) })
      await server.runJobs()
      expect((await module.download('1.0.0')).files['lib/lib.tf']).toBe('# recorded\n')
    })
  },
  { one: true },
)
