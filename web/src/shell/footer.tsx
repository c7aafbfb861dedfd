import { VERSION } from '../api/page-facts.ts'

export function Footer() {
  return (
    <footer className="footer">
      <span>Terrace {VERSION}</span>
      <span>Apache-2.0</span>
      <a href="/api/v2/openapi.json">API document</a>
      <span>
        Does an installation fail? The operator of this server runs <code>terrace doctor</code>.
      </span>
    </footer>
  )
}
