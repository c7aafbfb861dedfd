import type { ReactNode } from 'react'

interface SideMenuProps {
  /** names the menu */
  label: string
  /** `li` with a link each */
  items: ReactNode
  /** the page that one of them leads to */
  children: ReactNode
}

/** The menu of pages that belong together, beside one of them. */
export function SideMenu({ label, items, children }: SideMenuProps) {
  return (
    <div className="with-side-menu">
      <nav aria-label={label} className="side-menu">
        <ul>{items}</ul>
      </nav>
      <div className="setting">{children}</div>
    </div>
  )
}
