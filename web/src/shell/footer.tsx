import { Link } from '@tanstack/react-router'
import { VERSION } from '../api/page-facts.ts'

export function Footer() {
  return (
    <footer className="footer">
      <span>Terrace {VERSION}</span>
      <span>Apache-2.0</span>
      <a href="/api/v2/openapi.json">API document</a>
      <Link to="/settings/diagnose">Does an installation fail? Diagnose</Link>
    </footer>
  )
}
