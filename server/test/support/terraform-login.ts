// Runs `terraform login` as a user at a terminal would, with a scripted browser.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Browser, type BrowserAnswer, createBrowser } from './browser.ts'
import type { Consumer } from './installed-terraform.ts'

/** The names of programs that open the user's real browser. */
const OPENERS = ['xdg-open', 'open', 'x-www-browser', 'www-browser', 'wslview']

export interface LoginOutcome {
  ok: boolean
  output: string
}

/**
 * @param inBrowser is given the address that was printed.
 *   It says whether the login can go on; when not, the command waits for ever, also for an interrupt, and is killed.
 */
export async function terraformLogin(
  { program, server, caFile }: Consumer,
  home: string,
  inBrowser: (url: URL) => Promise<boolean>,
): Promise<LoginOutcome> {
  // The tool does not create this directory.
  await mkdir(join(home, '.terraform.d'))
  const openers = await harmlessOpeners(join(home, 'openers'))
  const child = spawn(program, ['login', '-no-color', server.host], {
    cwd: home,
    env: {
      PATH: `${openers}${delimiter}${process.env['PATH']}`,
      HOME: home,
      CHECKPOINT_DISABLE: '1',
      ...(caFile === undefined ? {} : { SSL_CERT_FILE: caFile }),
    },
  })
  const ended = once(child, 'close')
  let output = ''
  const url = new Promise<URL>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
        const found = /https:\/\/\S+\/oauth\/authorize\?\S+(?=\s)/.exec(output)
        if (found !== null) resolve(new URL(found[0]))
      })
    }
  })
  child.stdin.write('yes\n')
  try {
    const failed = ended.then(() => Promise.reject(new Error(`login ended too early: ${output}`)))
    if (!(await inBrowser(await Promise.race([url, failed])))) child.kill('SIGKILL')
    await ended
  } finally {
    child.kill()
  }
  return { ok: child.exitCode === 0, output }
}

/** @param ca to trust (PEM) */
export function browserOverTls(origin: string, ca: string | undefined): Browser {
  return createBrowser(origin, async (path, headers, body) => {
    const sent = request(`${origin}${path}`, { ca, method: body === undefined ? 'GET' : 'POST', headers, agent: false })
    sent.end(body)
    const [answer] = await once(sent, 'response')
    return { status: answer.statusCode, headers: answer.headers as BrowserAnswer['headers'], text: await text(answer) }
  })
}

async function harmlessOpeners(directory: string): Promise<string> {
  await mkdir(directory)
  for (const name of OPENERS) {
    await writeFile(join(directory, name), '#!/bin/sh\nexit 0\n')
    await chmod(join(directory, name), 0o755)
  }
  return directory
}
