// Somebody who administers the whole site.
import type { Api, Caller } from './api.ts'

export async function siteAdmin(api: Api, username = 'root'): Promise<Caller> {
  const { users, tokens } = api.app.identity
  const { id } = await users.registerUser({ username, email: `${username}@example.com`, siteAdmin: true })
  return api.withToken((await tokens.issueForUser(id)).text, id)
}
