import { isOwnersTeam, RIGHTS, type Right, type Team } from '../../api/teams.ts'

/** What each right lets the members of a team do. */
export const RIGHT_WORDS: Readonly<Record<Right, { label: string; lets: string }>> = {
  'manage-modules': {
    label: 'Manage modules',
    lets: 'Publish modules, change, deprecate, revoke and delete them, and restore deleted ones.',
  },
  'manage-vcs-settings': {
    label: 'Manage VCS settings',
    lets: 'Connect git hosts and replace their credentials, with which modules are then published.',
  },
  'manage-membership': {
    label: 'Manage members',
    lets: 'Invite people, hand out their links, remove members, and put them in teams other than owners.',
  },
  'manage-teams': {
    label: 'Manage teams',
    lets: 'Create and delete teams other than owners, give them rights that one has oneself, and manage their tokens.',
  },
}

const SHORT: Readonly<Record<Right, string>> = {
  'manage-modules': 'modules',
  'manage-vcs-settings': 'VCS settings',
  'manage-membership': 'members',
  'manage-teams': 'teams',
}

export function rightsOf({ attributes }: Team): Right[] {
  return RIGHTS.filter((right) => attributes['organization-access'][right])
}

/** In a few words: "manage modules, teams". */
export function summaryOf(team: Team): string {
  if (isOwnersTeam(team)) return 'do everything'
  const rights = rightsOf(team)
  return rights.length === 0 ? 'read modules' : `manage ${rights.map((right) => SHORT[right]).join(', ')}`
}
