import { queryOptions } from '@tanstack/react-query'
import { read } from './read.ts'

/** What every form needs. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => (await read('/api/v2/account/session', { signal })).data,
})
