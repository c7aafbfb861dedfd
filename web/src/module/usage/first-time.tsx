import { HOST, PUBLIC_URL } from '../../api/page-facts.ts'
import { Bar } from '../../components/bar.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { refusalOf } from './refused-host.ts'

/** Without HTTPS, clients must be told where the registry is, and `terraform login` does not work. */
export function FirstTime() {
  return (
    <>
      <RefusedHost />
      <Commands />
    </>
  )
}

/** Nobody can use the block as it is. */
function RefusedHost() {
  const refusal = refusalOf(HOST)
  if (refusal === undefined) return null
  return (
    <Bar meaning="warn">
      Terraform and OpenTofu refuse this source: its host <code>{HOST}</code> {refusal}. Whoever runs this server can set{' '}
      <code>TERRACE_PUBLIC_URL</code> to an address that they accept, such as <code>https://registry.example.com</code>.
    </Bar>
  )
}

function Commands() {
  return (
    <details>
      <summary>First time on this computer?</summary>
      {PUBLIC_URL.startsWith('https:') ? (
        <CodeBlock label="Sign in, or the same with tofu" code={`terraform login ${HOST}`} />
      ) : (
        <>
          <p>
            This registry speaks plain HTTP, which Terraform and OpenTofu have to be told in <code>~/.terraformrc</code> (on Windows{' '}
            <code>%APPDATA%\terraform.rc</code>). The token is one of <a href="/app/settings/tokens">your tokens</a>.
          </p>
          <CodeBlock label="~/.terraformrc" code={plainHttp()} />
        </>
      )}
      <CodeBlock label="Install it, or the same with tofu" code="terraform init" />
    </details>
  )
}

function plainHttp(): string {
  return `host "${HOST}" {
  services = { "modules.v1" = "${PUBLIC_URL}/api/registry/v1/modules/" }
}
credentials "${HOST}" {
  token = "TOKEN"
}
`
}
