// The settings as one script: they share most of it, and each script more makes every first visit longer.
export { AuditTrailPage } from './settings/audit-trail/audit-trail-page.tsx'
export { GeneralPage } from './settings/general/general-page.tsx'
export { UsersPage } from './settings/people/users-page.tsx'
export { SettingsLayout } from './settings/settings-layout.tsx'
export { SharingPage } from './settings/sharing/sharing-page.tsx'
export { TeamPage } from './settings/teams/team-page.tsx'
export { TeamsPage } from './settings/teams/teams-page.tsx'
export { TokensPage } from './settings/tokens/tokens-page.tsx'
