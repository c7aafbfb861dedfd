import type { Host, OAuthInstructions, TokenInstructions } from './host.ts'

const token: TokenInstructions = {
  page: (url) => `${url}/-/user_settings/personal_access_tokens?name=Terrace&scopes=api`,
  path: 'Edit profile → Access tokens; a group or project has tokens of its own under Settings → Access tokens',
  permissions: ['scope: api', 'role: Maintainer'],
  tokenLabel: 'Personal, group or project access token',
}
const oauth: OAuthInstructions = {
  page: (url) => `${url}/-/user_settings/applications`,
  path: 'Edit profile → Applications → Add new application',
  permissions: ['scope: api', 'Confidential: ticked'],
  callbackLabel: 'Redirect URI',
  keyLabel: 'Application ID',
  secretLabel: 'Secret',
}

export const GITLAB: readonly Host[] = [
  { kind: 'gitlab_hosted', name: 'GitLab.com', letters: 'GL', url: 'https://gitlab.com', token, oauth },
  {
    kind: 'gitlab_community_edition',
    name: 'GitLab Community Edition',
    letters: 'GL',
    urlExample: 'https://gitlab.example.com',
    token,
    oauth,
  },
  {
    kind: 'gitlab_enterprise_edition',
    name: 'GitLab Enterprise Edition',
    letters: 'GL',
    urlExample: 'https://gitlab.example.com',
    token,
    oauth,
  },
]
