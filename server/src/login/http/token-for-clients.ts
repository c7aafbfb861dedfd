// How a new token is told to Terraform and OpenTofu, ready to paste.
import { html, type Markup } from '../../platform/http/html/index.ts'

/** @param publicUrl of this server, as clients reach it */
export function tokenForClients(publicUrl: string, token: string): Markup {
  const { host, port, hostname, protocol } = new URL(publicUrl)
  const variable = variableFor(hostname)
  return html`<p>For Terraform and OpenTofu, put this into <code>~/.terraformrc</code> (on Windows <code>%APPDATA%\\terraform.rc</code>):</p>
<pre><code>${protocol === 'https:' ? '' : hostBlock(host, publicUrl)}credentials "${host}" {
  token = "${token}"
}</code></pre>
${port === '' && variable !== undefined && html`<p>Or set a variable, for example in CI:</p><pre><code>export ${variable}=${token}</code></pre>`}`
}

/** Clients ask only HTTPS where the registry is. */
function hostBlock(host: string, publicUrl: string): string {
  return `host "${host}" {
  services = { "modules.v1" = "${publicUrl}/api/registry/v1/modules/" }
}
`
}

/**
 * https://developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials
 * @returns undefined for an IPv6 address, which no variable can name
 */
function variableFor(hostname: string): string | undefined {
  return hostname.startsWith('[') ? undefined : `TF_TOKEN_${hostname.replaceAll('-', '__').replaceAll('.', '_')}`
}
