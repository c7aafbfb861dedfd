// The pinned Node and npm that Terrace runs on, fetched from the package registry where the machine's own Node is older.
// Plain JavaScript, because any Node from 18 on must run this file.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const REQUIRED_MAJOR = 24
/** Of the package of Node: headers for native code, and documents. */
const UNUSED = ['include', 'share', 'CHANGELOG.md']
/** What npm is told to install. */
const PACKAGES = { program: ['--omit=dev'], interface: ['--include=dev', '--workspace', 'web'], everything: ['--include=dev'] }
const PINNED = { node: '24.21.0', npm: '11.21.2' }

/** @returns {boolean} whether the Node that runs this file is new enough for Terrace */
export function ownNodeWillDo() {
  return Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR
}

/**
 * Where the Node and npm to use are. Does not install anything.
 * @returns {{ node: string, npm: string[] }} path of the node program, and the command line that runs npm
 */
export function toolchain() {
  if (ownNodeWillDo()) {
    const npm = process.env.npm_execpath
    return { node: process.execPath, npm: npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'] }
  }
  const home = join(ROOT, '.node', 'node_modules')
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const node = join(home, `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return { node, npm: [node, join(home, 'npm', 'bin', 'npm-cli.js')] }
}

/** The environment in which tools started by name (`#!/usr/bin/env node`) find the same Node. */
export function toolchainEnvironment() {
  const { node } = toolchain()
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
}

/**
 * Installs the pinned Node and packages; quick when they are up to date.
 * @param {keyof typeof PACKAGES} [packages] those that build the program, those that build the interface, or all
 * @param {{ alone?: boolean }} [options] `alone` removes what else is installed
 */
export function setup(packages = 'everything', { alone = false } = {}) {
  if (!ownNodeWillDo()) installNode()
  installPackages(packages, alone)
}

function installNode() {
  const stamp = join(ROOT, '.node', 'stamp')
  const wanted = JSON.stringify({ ...PINNED, arch: process.arch, platform: process.platform })
  if (read(stamp) === wanted && existsSync(toolchain().node)) return
  say(`This is Node ${process.versions.node}; Terrace runs on Node ${REQUIRED_MAJOR}. Fetching ${PINNED.node} into .node/ …`)
  mkdirSync(join(ROOT, '.node'), { recursive: true })
  writeFileSync(join(ROOT, '.node', 'package.json'), '{"private":true}\n')
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const packages = [`node-${platform}-${process.arch}@${PINNED.node}`, `npm@${PINNED.npm}`]
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', join(ROOT, '.node'), ...packages], process.env)
  for (const unused of UNUSED) rmSync(join(dirname(dirname(toolchain().node)), unused), { recursive: true, force: true })
  writeFileSync(stamp, wanted)
}

function installPackages(asked, alone) {
  const stamp = join(ROOT, 'node_modules', '.terrace-setup')
  const lock = read(join(ROOT, 'package-lock.json')) ?? ''
  const wanted = createHash('sha256').update(lock).update(toolchain().node).digest('hex')
  const [installed, digest] = (read(stamp) ?? '').split(' ')
  // A former set-up left another stamp, and had installed everything.
  const packages = alone || ['', 'program', 'interface'].includes(installed) ? asked : 'everything'
  if (digest === wanted && installed === packages) return
  say(packages === 'everything' ? 'Installing packages …' : `Installing the packages of the ${packages} …`)
  const [command, ...prefix] = toolchain().npm
  run(command, [...prefix, 'ci', '--no-audit', '--no-fund', ...PACKAGES[packages]], toolchainEnvironment())
  writeFileSync(stamp, `${packages} ${wanted}`)
}

function run(command, args, env) {
  const done = spawnSync(command, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (done.status === 0) return
  say(`\`${command} ${args.join(' ')}\` failed${done.error ? `: ${done.error.message}` : ''}.`)
  process.exit(done.status ?? 1)
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function say(text) {
  process.stderr.write(`${text}\n`)
}
