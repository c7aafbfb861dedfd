import type { ReactNode } from 'react'

interface TableProps {
  /** what it lists: "Members" */
  label: string
  /** their headings, but for that of the buttons */
  columns: readonly string[]
  /** whether each row ends with buttons */
  hasActions?: boolean
  /** rows */
  children: ReactNode
}

/** Scrolls by itself where it is wider than the page. */
export function Table({ label, columns, hasActions = false, children }: TableProps) {
  return (
    <div className="panel table" role="region" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
            {hasActions && (
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
