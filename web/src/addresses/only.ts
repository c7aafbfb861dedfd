/**
 * The router lays what it is given here over what the address says. A parameter that is left out would stay as it was typed, so the
 * unknown and the wrong ones are undefined.
 */
export function only<Search extends object>(read: (given: Record<string, unknown>) => Search): (given: Record<string, unknown>) => Search {
  return (given) => ({ ...Object.fromEntries(Object.keys(given).map((name) => [name, undefined])), ...read(given) })
}

/** @returns whether the address says anything but what is excepted */
export function saysMoreThan(search: object, ...excepted: readonly string[]): boolean {
  return Object.entries(search).some(([name, value]) => value !== undefined && !excepted.includes(name))
}
