// Redirects outgoing calls to a mirror, a proxy or a stand-in, as the operator configures.

/** Sends calls for URLs that start with `from` to `to`. The operator configures it. */
export interface UrlOverride {
  from: string
  to: string
}

/** @returns the URL with the longest matching prefix replaced; undefined when none matches. Prefixes match whole path segments. */
export function overriddenUrl(url: string, overrides: readonly UrlOverride[]): string | undefined {
  const matching = overrides
    .map(({ from, to }) => ({ from: from.replace(/\/+$/, ''), to: to.replace(/\/+$/, '') }))
    .filter(({ from }) => url === from || url.startsWith(`${from}/`) || url.startsWith(`${from}?`))
    .toSorted((a, b) => b.from.length - a.from.length)[0]
  return matching === undefined ? undefined : matching.to + url.slice(matching.from.length)
}
