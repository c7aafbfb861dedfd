import type { Host } from './host.ts'

export const BITBUCKET: readonly Host[] = [
  {
    kind: 'bitbucket_hosted',
    name: 'Bitbucket Cloud',
    letters: 'BB',
    url: 'https://bitbucket.org',
    token: {
      page: () => 'https://id.atlassian.com/manage-profile/security/api-tokens',
      path: 'Atlassian account → Security → Create API token with scopes → Bitbucket',
      permissions: [
        'read:user:bitbucket',
        'read:workspace:bitbucket',
        'read:repository:bitbucket',
        'read:webhook:bitbucket',
        'write:webhook:bitbucket',
        'delete:webhook:bitbucket',
      ],
      note: 'A repository or workspace access token works too. App passwords no longer do.',
      tokenLabel: 'API token or access token',
      keyLabel: 'Email address of the Atlassian account',
      keyDescription: 'Only for an API token. Leave it empty for an access token.',
    },
    oauth: {
      path: 'Workspace settings → OAuth consumers → Add consumer',
      permissions: ['Account: Read', 'Repositories: Read', 'Webhooks: Read and write'],
      callbackLabel: 'Callback URL',
      homepageLabel: 'URL',
      keyLabel: 'Key',
      secretLabel: 'Secret',
    },
  },
  {
    kind: 'bitbucket_data_center',
    name: 'Bitbucket Data Center',
    letters: 'BB',
    urlExample: 'https://bitbucket.example.com',
    token: {
      page: (url) => `${url}/plugins/servlet/access-tokens/manage`,
      path: 'Manage account → HTTP access tokens → Create token; a project has tokens of its own in its settings',
      permissions: ['Repository permissions: Admin'],
      tokenLabel: 'HTTP access token',
    },
    oauth: {
      path: 'Administration → Application links → Create link → External application, direction Incoming',
      permissions: ['Repositories: Admin'],
      callbackLabel: 'Redirect URL',
      keyLabel: 'Client ID',
      secretLabel: 'Client secret',
    },
  },
]
