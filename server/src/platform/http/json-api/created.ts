// Where clients find what they created.

/** Enough of a document to find its address. */
interface Created {
  data?: { id?: string; type?: string; links?: { self?: string } }
}

/**
 * @param route the template of the route that created it: `/api/v2/users/:id/authentication-tokens`
 * @returns the link of the resource to itself, or the address by its id
 */
export function addressOfCreated(route: string | undefined, payload: unknown): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every member is optional
  const { data } = payload as Created
  if (data?.links?.self !== undefined) return data.links.self
  const [, prefix = ''] = /^(\/api\/v\d+)\//.exec(route ?? '') ?? []
  return `${prefix}/${data?.type}/${data?.id}`
}
