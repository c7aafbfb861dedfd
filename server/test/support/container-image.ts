// The image of the Dockerfile, built with Debian's own programs: mmdebstrap makes the base, buildah the image. Needs root.
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, runToEnd } from './installed-tools.ts'

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url))
/** Node needs libstdc++6. */
const PACKAGES = ['libstdc++6', 'git', 'openssh-client', 'tini', 'ca-certificates']
/** Of the base and the image together, while they are built. */
const BUILD_BYTES = 4 * 1024 ** 3

/** What the Dockerfile says of a container. */
export interface ImageConfig {
  User: string
  Env: string[]
  Entrypoint: string[]
  Cmd: string[]
  WorkingDir: string
  StopSignal: string
  Healthcheck: { Test: string[] }
}

export interface ContainerImage extends AsyncDisposable {
  config: ImageConfig
  /** where its file system is mounted; writable */
  root: string
  bytes: number
  baseBytes: number
}

/** Takes a minute: the base comes from Debian's archive, and packages from npm's registry. */
export async function buildImage(): Promise<ContainerImage> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-image-'))
  const inMemory = process.availableMemory() > BUILD_BYTES && (await runToEnd('mount', ['-t', 'tmpfs', 'tmpfs', directory])).ok
  const close = async () => {
    if (inMemory) await run('umount', ['--recursive', directory])
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const buildah = await buildahIn(directory)
    await makeBase(join(directory, 'base'))
    const empty = await buildah('from', 'scratch')
    await buildah('add', '--quiet', empty, join(directory, 'base'), '/')
    await buildah('commit', '--quiet', '--rm', empty, 'base')
    const args = ['--quiet', '--isolation', 'chroot', '--format', 'docker', '--build-arg', 'BASE=localhost/base', '--tag', 'terrace']
    await buildah('bud', ...args, ...(await npmSettings(directory)), CHECKOUT)
    const container = await buildah('from', 'terrace')
    return {
      config: JSON.parse(await buildah('inspect', '--type', 'image', 'terrace')).Docker.config,
      root: await buildah('mount', container),
      bytes: await bytesOf(buildah, 'terrace'),
      baseBytes: await bytesOf(buildah, 'base'),
      [Symbol.asyncDispose]: async () => {
        await buildah('umount', container)
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

type Buildah = (...args: string[]) => Promise<string>

/** Layers need not be copied where the file system can lay one over the other. */
async function buildahIn(directory: string): Promise<Buildah> {
  const places = ['--root', join(directory, 'storage'), '--runroot', join(directory, 'run')]
  const overlay = await runToEnd('buildah', [...places, '--storage-driver', 'overlay', 'images'])
  if (!overlay.ok) await rm(join(directory, 'storage'), { recursive: true, force: true })
  const driver = ['--storage-driver', overlay.ok ? 'overlay' : 'vfs']
  return async (...args) => {
    const { ok, stdout, stderr } = await runToEnd('buildah', [...places, ...driver, ...args])
    if (!ok) throw new Error(`buildah ${args[0]} failed:\n${stdout}${stderr}`)
    return stdout.trim()
  }
}

async function bytesOf(buildah: Buildah, image: string): Promise<number> {
  const [{ size }] = JSON.parse(await buildah('images', '--json', image))
  const [, number, unit = ''] = /^([\d.]+) (\w+)$/.exec(size) ?? []
  return Number(number) * 1000 ** ['B', 'KB', 'MB', 'GB'].indexOf(unit.toUpperCase())
}

/** A small Debian with git, and with the Node and npm of this checkout, as the public image of Node has them. */
async function makeBase(directory: string): Promise<void> {
  await run('mmdebstrap', ['--quiet', '--variant=essential', `--include=${PACKAGES.join(',')}`, 'bookworm', directory])
  for (const unused of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale', 'usr/share/man']) {
    await rm(join(directory, unused), { recursive: true, force: true })
  }
  const local = join(directory, 'usr/local')
  await cp(process.execPath, join(local, 'bin/node'))
  await mkdir(join(local, 'lib/node_modules'), { recursive: true })
  await cp(await npmDirectory(), join(local, 'lib/node_modules/npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
}

async function npmDirectory(): Promise<string> {
  const ofCheckout = join(CHECKOUT, '.node/node_modules/npm')
  return existsSync(ofCheckout) ? ofCheckout : join((await run('npm', ['root', '--global'])).trim().split('\n')[0] ?? '', 'npm')
}

/** The registry of this machine, and the authorities that it trusts. @returns arguments of buildah that bring both in */
async function npmSettings(directory: string): Promise<string[]> {
  const own = await readFile(join(homedir(), '.npmrc'), 'utf8').catch(() => '')
  // npm refuses to tell them in a workspace.
  const setting = async (name: string) => (await run('npm', ['config', 'get', name], { cwd: directory })).trim().split('\n')[0] ?? ''
  const cafile = await setting('cafile')
  const authorities = cafile === 'null' ? process.env['NODE_EXTRA_CA_CERTS'] : cafile
  const file = join(directory, 'npmrc')
  const lines = [own, `registry=${await setting('registry')}`, ...(authorities === undefined ? [] : ['cafile=/tmp/authorities.pem'])]
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  const mounted = authorities === undefined ? [] : ['--volume', `${authorities}:/tmp/authorities.pem:ro`]
  return ['--volume', `${file}:/root/.npmrc:ro`, ...mounted]
}
