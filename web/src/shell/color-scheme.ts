// The reader's choice, in a cookie: pages that the server renders read it too.
import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'

const COOKIE = 'terrace-color-scheme'
const YEAR_SECONDS = 365 * 24 * 60 * 60

const chosen = (): string | undefined => new RegExp(`(?:^|; )${COOKIE}=(light|dark)`).exec(document.cookie)?.[1]

export const colorSchemeManager: MantineColorSchemeManager = {
  get: (otherwise) => (chosen() as MantineColorScheme | undefined) ?? otherwise,
  set: (value) => {
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // oxlint-disable-next-line unicorn/no-document-cookie -- the Cookie Store API needs HTTPS
    document.cookie = `${COOKIE}=${value}; Path=/; SameSite=Lax; Max-Age=${YEAR_SECONDS}${secure}`
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}
