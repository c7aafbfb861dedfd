import type { Host, OAuthInstructions, TokenInstructions } from './host.ts'

const page = (url: string) => `${url}/user/settings/applications`
const token: TokenInstructions = {
  page,
  path: 'Settings → Applications → Manage access tokens',
  permissions: ['read:user', 'write:repository'],
  note: 'For webhooks, the owner of the token must be an administrator of the repositories.',
  tokenLabel: 'Access token',
}
const oauth: OAuthInstructions = {
  page,
  path: 'Settings → Applications → Manage OAuth2 applications',
  permissions: ['Confidential client: ticked'],
  callbackLabel: 'Redirect URIs',
  keyLabel: 'Client ID',
  secretLabel: 'Client secret',
}

export const GITEA: readonly Host[] = [
  { kind: 'gitea', name: 'Gitea', letters: 'GT', urlExample: 'https://gitea.example.com', token, oauth },
  { kind: 'forgejo', name: 'Forgejo', letters: 'FJ', urlExample: 'https://forgejo.example.com', token, oauth },
]
