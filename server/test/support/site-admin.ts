// A site administrator.
import type { Api, Caller } from './api.ts'

export async function siteAdmin(api: Api, username = 'root'): Promise<Caller> {
  const { userRegistry, tokenIssuer } = api.app.identity
  const { id } = await userRegistry.register({ username, email: `${username}@example.com`, siteAdmin: true })
  return api.withToken((await tokenIssuer.issue(id)).text, id)
}
