/** The pages of an organization's settings, in the order of the menu. */
export const MENU = [
  { to: '/$org/settings/profile', label: 'General' },
  { to: '/$org/settings/users', label: 'Users' },
  { to: '/$org/settings/teams', label: 'Teams' },
  { to: '/$org/settings/version-control', label: 'VCS providers' },
  { to: '/$org/settings/authentication-tokens', label: 'Tokens' },
  { to: '/$org/settings/sharing', label: 'Sharing' },
  { to: '/$org/settings/audit', label: 'Audit trail' },
] as const
