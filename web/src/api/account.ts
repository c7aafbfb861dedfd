import { queryOptions } from '@tanstack/react-query'
import { read } from './client.ts'

/** Who is signed in. It fails without a session, which is how the session is noticed. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async ({ signal }) => (await read('/api/v2/account/details', { signal, impatient: true })).data,
})

/** What forms of the server's own pages need. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => (await read('/api/v2/account/session', { signal })).data,
})
