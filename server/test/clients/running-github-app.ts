// Sets up a GitHub App as a person does, in the browser, on a server that runs as a process.
import { expect } from 'vitest'
import { signIn } from '../login/login.fixture.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { runCommand } from '../support/command-line.ts'
import type { RunningServer } from '../support/running-server.ts'
import type { FakeGithubApps } from '../vcs/fakes/github-app.ts'
import { setUpApp } from '../vcs/github-app.fixture.ts'

export interface ConnectionWanted {
  server: RunningServer
  host: FakeGithubApps
  username: string
  token: string
  /** at GitHub, and the organization that is created here */
  account: string
  /** the address of GitHub as the server knows it */
  httpUrl: string
}

/** @returns the id of the app's installation */
export async function connectGithubApp({ server, host, username, token, account, httpUrl }: ConnectionWanted): Promise<string> {
  const attributes = { name: account, email: `${account}@example.com` }
  await call(server, token, '/api/v2/organizations', { data: { type: 'organizations', attributes } })
  const { stdout: password } = await runCommand(['admin', 'set-password', '--username', username, '--generate'], server.env)
  const browser = browserOf(server)
  await signIn(browser, username, password.trim())
  const { app } = await setUpApp({ browser, host }, account, httpUrl)
  await host.install(app, account)
  let installation: string | undefined
  await expect.poll(async () => (installation = await knownInstallation(server, token))).toBeDefined()
  return installation ?? ''
}

async function knownInstallation(server: RunningServer, token: string): Promise<string | undefined> {
  const { data } = await call(server, token, '/api/v2/github-app/installations')
  return (data as { id: string }[])[0]?.id
}

/** @param body sent with POST when there is one @throws Error with an answer that is none */
async function call(server: RunningServer, token: string, path: string, body?: unknown): Promise<{ data: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' }
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(server.url + path, { headers, ...request })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { data: unknown }
}

function browserOf({ url }: RunningServer): Browser {
  return createBrowser(url, async (path, headers, body) => {
    const request = body === undefined ? {} : { method: 'POST', body }
    const answer = await fetch(url + path, { headers, redirect: 'manual', ...request })
    const received = { ...Object.fromEntries(answer.headers), 'set-cookie': answer.headers.getSetCookie() }
    return { status: answer.status, headers: received, text: await answer.text() }
  })
}
