/** @param json as stored in `organization_access` */
export function accessOf(json: string): Record<string, boolean> {
  const access: Record<string, boolean> = JSON.parse(json)
  return access
}
