// What Terraform 1.11 and OpenTofu refuse as the host of a source address.

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** @returns what is wrong, as the end of a sentence about the host; undefined when clients accept it */
export function refusalOf(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (name.includes('[')) return 'is an IPv6 address'
  if (!name.includes('.')) return 'has no dot in its name'
  const labels = name.split('.')
  if (labels.some((label) => label.startsWith('xn--'))) return 'is written in Punycode'
  return labels.every((label) => LABEL.test(label)) ? undefined : 'has characters that host names do not have'
}
