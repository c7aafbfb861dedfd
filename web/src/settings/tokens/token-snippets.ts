// How a token is told to each client, ready to paste.

export interface Snippet {
  name: string
  label: string
  code: string
}

/** @param publicUrl of this server, as clients reach it */
export function clientSnippets(publicUrl: string, token: string): Snippet[] {
  const { host, port, hostname, protocol } = new URL(publicUrl)
  // Clients ask only HTTPS where the registry is.
  const where =
    protocol === 'https:' ? '' : `host "${host}" {\n  services = { "modules.v1" = "${publicUrl}/api/registry/v1/modules/" }\n}\n`
  const credentials = `${where}credentials "${host}" {\n  token = "${token}"\n}`
  const variable = variableFor(hostname, port)
  return [
    { name: 'Terraform', label: '~/.terraformrc (on Windows %APPDATA%\\terraform.rc)', code: credentials },
    { name: 'OpenTofu', label: '~/.tofurc (on Windows %APPDATA%\\tofu.rc)', code: credentials },
    ...(variable === undefined ? [] : [{ name: 'CI', label: 'A variable of the pipeline', code: `${variable}=${token}` }]),
    { name: 'Check it', label: 'In a shell', code: asked(`${publicUrl}/api/v2/account/details`, token) },
  ]
}

/** For a token that reads the audit trail, and nothing else. */
export function auditSnippets(publicUrl: string, token: string): Snippet[] {
  return [{ name: 'Check it', label: 'In a shell', code: asked(`${publicUrl}/api/v2/organization/audit-trail`, token) }]
}

function asked(url: string, token: string): string {
  return `curl -H "Authorization: Bearer ${token}" \\\n  ${url}`
}

/**
 * https://developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials
 * @returns undefined for an IPv6 address and beside a port, which no variable can name
 */
function variableFor(hostname: string, port: string): string | undefined {
  if (hostname.startsWith('[') || port !== '') return undefined
  return `TF_TOKEN_${hostname.replaceAll('-', '__').replaceAll('.', '_')}`
}
