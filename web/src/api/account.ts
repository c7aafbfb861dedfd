import { queryOptions } from '@tanstack/react-query'
import { read } from './client/read.ts'

/** Who is signed in. It fails without a session, which is how the session is noticed. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async ({ signal }) => (await read('/api/v2/account/details', { signal, impatient: true })).data,
})
