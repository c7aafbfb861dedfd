import './styles/fonts.css'
import './styles/tokens.css'
import './styles/mantine.css'
import './styles/app.css'
import './styles/settings.css'
import './styles/version-control.css'
import './styles/publishing.css'
import './styles/code.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { accountQuery } from './api/account.ts'
import { queryClient } from './api/client/query-client.ts'
import { organizationsQuery } from './api/organizations.ts'
import { HAS_SESSION, STYLE_NONCE } from './api/page-facts.ts'
import { router } from './router.tsx'
import { colorSchemeManager } from './shell/color-scheme.ts'
import { resolveVariables, theme } from './styles/theme.ts'

// Dialogs add a style of their own while they are open.
if (STYLE_NONCE !== undefined) setNonce(STYLE_NONCE)

// Every page needs them. They are on their way while the first page is made.
if (HAS_SESSION) {
  void queryClient.prefetchQuery(accountQuery)
  void queryClient.prefetchQuery(organizationsQuery)
}

const root = document.querySelector('#root')
if (root === null) throw new Error('the document has no place for the interface')
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={resolveVariables}
    colorSchemeManager={colorSchemeManager}
    defaultColorScheme="auto"
    getStyleNonce={() => STYLE_NONCE ?? ''}
  >
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
)
