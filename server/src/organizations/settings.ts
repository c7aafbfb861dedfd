// The settings of an organization, under the API's own names. What clients may set without the registry acting on it is kept and echoed.
import type { Problem } from '../kernel/index.ts'

type SettingValue = boolean | number | string | null
export type OrganizationSettings = Readonly<Record<string, SettingValue>>

/** Defaults of HCP Terraform, which its clients compare with. */
export const DEFAULT_SETTINGS: OrganizationSettings = {
  'aggregated-commit-status-enabled': true,
  'allow-force-delete-workspaces': false,
  // Ours: whether pages load images of other hosts, which then learn who reads.
  'allow-remote-images': false,
  // Ours, like hide-revoked-versions: what revoked versions of modules are still good for.
  'allow-revoked-for-known-consumers': false,
  'assessments-enforced': false,
  'collaborator-auth-policy': 'password',
  'cost-estimation-enabled': false,
  'default-execution-mode': 'remote',
  'enforce-hyok': false,
  'hide-revoked-versions': false,
  'max-ttl-enabled': false,
  'owners-team-saml-role-id': '',
  'registry-monorepo-support-enabled': false,
  'send-passing-statuses-for-untriggered-speculative-plans': false,
  // Null until they are set: clients take a number for one that somebody chose.
  'session-remember': null,
  'session-timeout': null,
  'speculative-plan-management-enabled': true,
  'stacks-enabled': false,
  'user-tokens-enabled': true,
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'collaborator-auth-policy': ['password', 'two_factor_mandatory'],
  'default-execution-mode': ['remote', 'local', 'agent'],
}
const MINUTES = new Set(['session-remember', 'session-timeout'])
const TEXTS = new Set(['owners-team-saml-role-id'])
const MAX_TEXT_LENGTH = 255
const KEY_SHAPE = /^[a-z][a-z0-9-]{0,79}$/
/** Enough for everything clients know; unknown settings must not become a store for anything. */
const MAX_KEYS = 64

/** @returns the settings with the changes laid over them, or what is wrong with the changes */
export function mergeSettings(current: OrganizationSettings, changes: Readonly<Record<string, unknown>>): OrganizationSettings | Problem[] {
  const given = Object.entries(changes).filter(([key, value]) => value !== undefined && concernsUs(key, value))
  const problems = given.flatMap(([key, value]) => settingProblems(key, value))
  if (problems.length > 0) return problems
  const merged: Record<string, SettingValue> = { ...current }
  for (const [key, value] of given) if (isSettingValue(value)) merged[key] = value
  return Object.keys(merged).length > MAX_KEYS ? [{ detail: `An organization has at most ${MAX_KEYS} settings` }] : merged
}

/** Clients may be newer than we are: of what we do not know, switches are kept and the rest is passed over. */
function concernsUs(key: string, value: unknown): boolean {
  return Object.hasOwn(DEFAULT_SETTINGS, key) || (typeof value === 'boolean' && KEY_SHAPE.test(key))
}

function isSettingValue(value: unknown): value is SettingValue {
  return value === null || ['boolean', 'number', 'string'].includes(typeof value)
}

function settingProblems(key: string, value: unknown): Problem[] {
  const pointer = `/data/attributes/${key}`
  const choices = CHOICES[key]
  if (choices !== undefined) {
    return typeof value === 'string' && choices.includes(value) ? [] : [{ detail: `${key} must be one of ${choices.join(', ')}`, pointer }]
  }
  if (MINUTES.has(key)) {
    const valid = value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0)
    return valid ? [] : [{ detail: `${key} must be a positive number of minutes`, pointer }]
  }
  if (TEXTS.has(key)) {
    const valid = typeof value === 'string' && value.length <= MAX_TEXT_LENGTH
    return valid ? [] : [{ detail: `${key} must be a text of at most ${MAX_TEXT_LENGTH} characters`, pointer }]
  }
  return typeof value === 'boolean' ? [] : [{ detail: `${key} must be true or false`, pointer }]
}

/** @param json as stored; settings added since it was written have their defaults */
export function parseSettings(json: string): OrganizationSettings {
  const stored: OrganizationSettings = JSON.parse(json)
  return { ...DEFAULT_SETTINGS, ...stored }
}
