import type { ModuleResource } from '../../api/modules.ts'

/** Why the user may not change the module, in words; undefined when they may. @param organization whose registry the page is in */
export function refusalOf({ attributes, relationships }: ModuleResource, organization: string): string | undefined {
  if (attributes.permissions['can-delete']) return undefined
  const owner = relationships.organization.data.id
  if (owner !== organization) return `${owner} shares this module. Only ${owner} can change it.`
  return `You need the right to manage modules. The owners of ${owner} can give it to you.`
}
