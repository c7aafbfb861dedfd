// The browsers in which the user is signed in.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'

const LIST = '/api/v2/account/sessions'

export type BrowserSession = Answer<typeof LIST>['data'][number]

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await read(LIST, { query: { 'page[size]': 100 }, signal })).data,
})

/** It stops at once. */
export async function endSession(id: string): Promise<void> {
  await change('delete', '/api/v2/account/sessions/{id}', { path: { id } })
  void queryClient.invalidateQueries({ queryKey: ['sessions'] })
}
