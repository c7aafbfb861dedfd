/** @returns the path, when it is one of the interface: neither another page nor another server is led to */
export function returnPath(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string' || !wanted.startsWith('/app/') || !URL.canParse(wanted, location.origin)) return undefined
  const { origin, pathname, search } = new URL(wanted, location.origin)
  return origin === location.origin && pathname.startsWith('/app/') ? `${pathname}${search}` : undefined
}
