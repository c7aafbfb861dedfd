// Publishing a module without a repository: its versions are uploaded.
import { change } from './client/change.ts'
import { isNotFound } from './client/failures.ts'
import { queryClient } from './client/query-client.ts'
import { failureOf, send } from './client/send.ts'
import { MODULE, type ModuleAddress, moduleQuery } from './modules.ts'
import { addressQuery } from './publishing.ts'

/** Creates the version, and the module when it does not exist, and sends the archive. */
export async function uploadVersion(address: ModuleAddress, version: string, archive: Blob): Promise<void> {
  if (!(await takesUploads(address))) await createModule(address)
  const { data } = await change('post', `${MODULE}/versions`, {
    path: { ...address },
    body: { data: { type: 'registry-module-versions', attributes: { version } } },
  })
  const link = data.links.upload
  if (link === undefined) throw new Error(`Version ${version} takes no archive.`)
  // The page may have been opened by another name of the server. The signature in the address is all that counts.
  const { pathname, search } = new URL(link)
  const answer = await send(pathname + search, { method: 'PUT', body: archive, credentials: 'omit' })
  if (!answer.ok) throw await failureOf(answer)
}

/** Whether there is such a module. @throws the API's own failure for a name that no module can have */
async function takesUploads(address: ModuleAddress): Promise<boolean> {
  const { organization, name, provider } = address
  if (await queryClient.fetchQuery({ ...addressQuery(organization, name, provider), staleTime: 0 })) return false
  try {
    const { attributes } = await queryClient.fetchQuery({ ...moduleQuery(address), staleTime: 0 })
    return attributes['publishing-mechanism'] === 'non_vcs'
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

async function createModule({ organization, name, provider }: ModuleAddress): Promise<void> {
  await change('post', '/api/v2/organizations/{organization}/registry-modules', {
    path: { organization },
    body: { data: { type: 'registry-modules', attributes: { name, provider, 'registry-name': 'private' } } },
  })
}
