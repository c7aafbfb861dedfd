import { queryOptions } from '@tanstack/react-query'
import { read } from '../client/read.ts'

/** The names of the teams that may manage connections, of those that the user may see. */
export const managersQuery = (organization: string) =>
  queryOptions({
    queryKey: ['managers-of-connections', organization],
    queryFn: async ({ signal }) => {
      const { data } = await read('/api/v2/organizations/{organization}/teams', { path: { organization }, signal })
      return data
        .filter(({ attributes }) => attributes['organization-access']['manage-vcs-settings'])
        .map(({ attributes }) => attributes.name)
    },
  })
