import type { Host, OAuthInstructions, TokenInstructions } from './host.ts'

const token: TokenInstructions = {
  page: (url) => `${url}/settings/tokens/new?scopes=repo&description=Terrace`,
  path: 'Settings → Developer settings → Personal access tokens',
  permissions: ['classic token: repo', 'fine-grained token: Metadata and Contents read-only, Webhooks read and write'],
  note: 'For webhooks, the owner of the token must be an administrator of the repositories.',
  tokenLabel: 'Personal access token',
}
const oauth: OAuthInstructions = {
  page: (url) => `${url}/settings/applications/new`,
  path: 'Settings → Developer settings → OAuth Apps → New OAuth App',
  permissions: [],
  note: 'Once it is registered, generate a client secret.',
  callbackLabel: 'Authorization callback URL',
  homepageLabel: 'Homepage URL',
  keyLabel: 'Client ID',
  secretLabel: 'Client secret',
}

export const GITHUB: readonly Host[] = [
  { kind: 'github', name: 'GitHub.com', letters: 'GH', url: 'https://github.com', token, oauth, hasApp: true },
  {
    kind: 'github_enterprise',
    name: 'GitHub Enterprise',
    letters: 'GH',
    urlExample: 'https://github.example.com',
    token,
    oauth,
    hasApp: true,
  },
]
