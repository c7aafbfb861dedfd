// How often a module was downloaded, week by week. HCP Terraform has no counterpart.
import { type Static, Type } from 'typebox'
import { identifierOf, resourceSchema } from '../../../platform/http/json-api/index.ts'
import type { DownloadWeek } from '../../catalogue/download-counts.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'

export const DownloadsResource = resourceSchema('ModuleDownloads', 'module-downloads', {
  attributes: Type.Object({
    weeks: Type.Array(
      Type.Object({
        'starts-on': Type.String({ description: 'A Monday', format: 'date', examples: ['2026-11-23'] }),
        downloads: Type.Integer(),
      }),
      { description: 'The last 52, this week last' },
    ),
  }),
  relationships: Type.Object({ 'registry-module': Type.Object({ data: identifierOf('registry-modules') }) }),
})

export function downloadsDocument({ id }: RegistryModule, weeks: readonly DownloadWeek[]): Static<typeof DownloadsResource> {
  const days = weeks.map(({ startsAt, downloads }) => ({ 'starts-on': new Date(startsAt).toISOString().slice(0, 10), downloads }))
  return {
    id,
    type: 'module-downloads',
    attributes: { weeks: days },
    relationships: { 'registry-module': { data: { id, type: 'registry-modules' } } },
  }
}
