// Where calls really go when the operator says so: to a mirror, a proxy, or a stand-in.

/** Calls to URLs that begin with `from` go to `to` instead. Chosen by the operator. */
export interface UrlOverride {
  from: string
  to: string
}

/** @returns the URL with the longest matching prefix replaced, undefined when none matches; a prefix ends where a path segment does */
export function overriddenUrl(url: string, overrides: readonly UrlOverride[]): string | undefined {
  const matching = overrides
    .map(({ from, to }) => ({ from: from.replace(/\/+$/, ''), to: to.replace(/\/+$/, '') }))
    .filter(({ from }) => url === from || url.startsWith(`${from}/`) || url.startsWith(`${from}?`))
    .toSorted((a, b) => b.from.length - a.from.length)[0]
  return matching === undefined ? undefined : matching.to + url.slice(matching.from.length)
}
