import type { ApiClient } from './api-client.ts'
import { say } from './output.ts'

interface VersionStatus {
  version: string
  status: string
  error?: string
}

const PATIENCE = 120_000
const LOOK_EVERY = 40
const ENDED = new Set(['setup_complete', 'setup_failed', 'no_version_tags'])
const VERSION_ENDED = new Set(['ok', 'clone_failed', 'reg_ingress_failed', 'reg_ingress_req_failed'])

/** Prints every change of state until the import ends, then the decision on every tag. */
export async function watchImport(api: ApiClient, moduleId: string): Promise<void> {
  const seen = new Map<string, string>()
  const deadline = Date.now() + PATIENCE
  while (Date.now() < deadline) {
    const { attributes } = await api.get(`/api/v2/registry-modules/${moduleId}`)
    const versions = attributes['version-statuses'] as VersionStatus[]
    for (const { version, status, error } of versions.toReversed()) {
      if (seen.get(version) === status) continue
      seen.set(version, status)
      say(`${version.padEnd(14)} ${status}${error === undefined ? '' : `: ${error}`}`)
    }
    if (ENDED.has(String(attributes['status'])) && versions.every(({ status }) => VERSION_ENDED.has(status)))
      return await printTags(api, moduleId)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
  throw new Error('the import did not end')
}

async function printTags(api: ApiClient, moduleId: string): Promise<void> {
  say('')
  for (const { attributes } of await api.list(`/api/v2/registry-modules/${moduleId}/tags?page[size]=100`)) {
    say(`tag ${String(attributes['tag']).padEnd(12)} ${String(attributes['decision']).padEnd(12)} ${String(attributes['reason'])}`)
  }
}
