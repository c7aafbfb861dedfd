// Which organizations and teams the groups of the identity provider lead into.

/** Whoever is in the group is in the organization, and in the team if there is one. */
export interface MappedGroup {
  group: string
  organization: string
  team: string | undefined
}

export type GroupMapping = readonly MappedGroup[]

/** `organization/team = group` or `organization = group`: what stands left has no `=`, and groups may be called anything. */
const LINE = /^(?<organization>[^/=]+?)\s*(?:\/\s*(?<team>[^=]+?)\s*)?=\s*(?<group>.*)$/

/**
 * One line for each group and place; empty lines and those that begin with # do not count.
 * @throws Error naming the line that is none
 */
export function parseGroupMapping(text: string): GroupMapping {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const { organization, team, group } = LINE.exec(trimmed)?.groups ?? {}
    if (organization === undefined || group === undefined || group === '') {
      throw new Error(`line ${index + 1} must look like "organization/team = group"; got "${trimmed}"`)
    }
    return [{ organization, team, group }]
  })
}

/** @returns where somebody in these groups belongs */
export function placesOf(groups: readonly string[], mapping: GroupMapping): Omit<MappedGroup, 'group'>[] {
  const theirs = new Set(groups)
  return mapping.filter(({ group }) => theirs.has(group)).map(({ organization, team }) => ({ organization, team }))
}
