// The page for people who open an address that nothing answers.
import type { FailurePage } from '../unrouted.ts'
import { html } from './markup.ts'
import { pageText } from './page.ts'
import { colorSchemeIn, pageHeaders, policyWithForms } from './scope.ts'
import { readStylesheet } from './stylesheet.ts'

/** The server does not tell what is hidden from what does not exist, so neither does the page. */
export function createFailurePage(publicUrl: string): FailurePage {
  const { href } = readStylesheet()
  const headers = {
    ...pageHeaders(publicUrl),
    'content-security-policy': policyWithForms("'self'"),
    'content-type': 'text/html; charset=utf-8',
    vary: 'accept',
  }
  return ({ cookie }) => {
    const body = html`<p>Check the address. The owners of an organization can give you access to its modules.</p>
<p><a href="/">Go to the start page</a></p>`
    return { headers, body: pageText({ title: 'Not found, or you have no access', body }, { href, colorScheme: colorSchemeIn(cookie) }) }
  }
}
