// /setup: the first visit to a new installation creates the first user and the first organization. Closed once there was a user.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Invalid } from '../../kernel/index.ts'
import { type CookieNames, setCookie } from '../../platform/http/browser-session/index.ts'
import { field, html } from '../../platform/http/html/index.ts'
import type { FirstRun } from '../first-run.ts'
import type { Sessions } from '../sessions.ts'
import { SET_UP, SHOW_SET_UP } from './operations.ts'
import { formTokenField } from './visitor.ts'

export interface SetUpPageParts {
  firstRun: FirstRun
  sessions: Sessions
  cookies: CookieNames
  startPage: string
}

const PATH = '/setup'
const FIELDS = ['code', 'username', 'email', 'password', 'confirmation', 'organization'] as const
type Typed = Readonly<Record<(typeof FIELDS)[number], string>>

export function serveSetUpPage(scope: FastifyInstance, { firstRun, sessions, cookies, startPage }: SetUpPageParts): void {
  scope.get<{ Querystring: Record<string, unknown> }>(PATH, SHOW_SET_UP, async (request, reply) => {
    if (!(await firstRun.isOpen())) return reply.redirect('/login')
    const { code } = request.query
    return setUpPage(request, reply, { typed: { code: typeof code === 'string' ? code : '' } })
  })

  scope.post(PATH, SET_UP, async (request, reply) => {
    const { body } = request
    const trimmed = (name: (typeof FIELDS)[number]) => field(body, name).trim()
    const [password, confirmation] = [field(body, 'password'), field(body, 'confirmation')]
    const [code, username, email, organization] = [trimmed('code'), trimmed('username'), trimmed('email'), trimmed('organization')]
    const typed: Typed = { code, username, email, organization, password, confirmation }
    try {
      const { user, proof } = await firstRun.setUp(typed)
      const secret = await sessions.start(user, proof)
      return reply
        .header('set-cookie', [setCookie(cookies.session, secret, cookies), setCookie(cookies.visitor, '', cookies)])
        .redirect(startPage, 303)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return setUpPage(request, reply.code(422), { typed, problems: error.problems.map(({ detail }) => detail) })
    }
  })
}

/** For whoever opens an installation without users. @returns undefined once there was one */
export async function pathOfSetUp(firstRun: Pick<FirstRun, 'isOpen'>): Promise<string | undefined> {
  return (await firstRun.isOpen()) ? PATH : undefined
}

/** How the problems with a field begin, in the order of the fields. */
const BEGINNINGS = [
  ['code', 'Set-up code'],
  ['username', 'Username'],
  ['email', 'Email'],
  ['password', 'Password'],
  ['organization', 'Organization'],
] as const

function wrongField(problems: readonly string[]): string | undefined {
  return BEGINNINGS.find(([, beginning]) => problems.some((problem) => problem.startsWith(beginning)))?.[0]
}

function setUpPage(
  { visitor }: FastifyRequest,
  reply: FastifyReply,
  { typed, problems = [] }: { typed: Partial<Typed>; problems?: readonly string[] },
): FastifyReply {
  const { code = '', username = '', email = '', organization = '' } = typed
  const start = wrongField(problems) ?? (code === '' ? 'code' : 'username')
  const focus = (name: string) => name === start && html` autofocus`
  const body = html`<p>Nobody uses this server yet. Create the first user, who administers it, and the first organization.</p>
${problems.map((problem) => html`<p class="problem" role="alert">${problem}.</p>`)}
<form method="post" action="${PATH}">
${formTokenField(visitor)}
<label for="code">Set-up code</label>
<input id="code" name="code" value="${code}" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint" required${focus('code')}>
<p class="quiet-text" id="code-hint">The server prints it on its terminal, or in its log, when it starts.</p>
<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="60" required${focus('username')}>
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="email" required${focus('email')}>
<label for="password">Password (at least 12 characters)</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required${focus('password')}>
<label for="confirmation">Confirm password</label>
<input id="confirmation" name="confirmation" type="password" autocomplete="new-password" minlength="12" required>
<label for="organization">Organization</label>
<input id="organization" name="organization" value="${organization}" autocomplete="organization" autocapitalize="none" spellcheck="false" maxlength="64" aria-describedby="organization-hint" required${focus('organization')}>
<p class="quiet-text" id="organization-hint">Modules are addressed as HOST/ORGANIZATION/NAME/PROVIDER. Letters, digits, - and _.</p>
<button>Set up Terrace</button>
</form>`
  return reply.page({ title: 'Set up Terrace', body })
}
