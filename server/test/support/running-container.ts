// A container of an image: a root that cannot be written, processes of its own, the image's user. Only the network is the machine's.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { ContainerImage } from './container-image.ts'

/** The directory of the data, and what `env -i` gets. */
const ENTER = `
root=$1 data=$2 user=$3 directory=$4
shift 4
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" "$root" env -C "$directory" -i "$@"
`

export interface ContainerOptions {
  /** belongs to the image's user */
  data: string
  settings: Record<string, string>
}

/** Its first process is `command`. */
export function startContainer({ config, root }: ContainerImage, command: readonly string[], { data, settings }: ContainerOptions) {
  const env = [...config.Env, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)]
  const args = [root, data, config.User, config.WorkingDir, ...env, ...command]
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child']
  return spawn('unshare', [...namespaces, 'sh', '-euc', ENTER, 'sh', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

export async function runInContainer(image: ContainerImage, command: readonly string[], options: ContainerOptions) {
  const child = startContainer(image, command, options)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

/** Signals the first process inside, as `docker stop` does. @returns its exit code */
export async function stopContainer(child: ChildProcess, signal: string): Promise<number | null> {
  const ended = once(child, 'exit')
  const inside = Number(await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))
  process.kill(inside, signal)
  await ended
  return child.exitCode
}
