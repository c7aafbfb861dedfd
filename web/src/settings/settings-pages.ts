// The settings as one script: they share most of it, and each script more makes every first visit longer.
export { AuditTrailPage } from './audit-trail/audit-trail-page.tsx'
export { GeneralPage } from './general/general-page.tsx'
export { UsersPage } from './people/users-page.tsx'
export { SettingsLayout } from './settings-layout.tsx'
export { TeamPage } from './teams/team-page.tsx'
export { TeamsPage } from './teams/teams-page.tsx'
export { TokensPage } from './tokens/tokens-page.tsx'
