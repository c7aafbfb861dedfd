import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronRight, FileText } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { paramsOf, SOURCE } from '../../addresses/module.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { shownName } from './shown-name.ts'
import { directoriesAbove, type TreeRow, treeRows } from './tree-rows.ts'

interface FileTreeProps {
  address: ModuleAddress
  version: string
  paths: readonly string[]
  /** the file that is shown; a directory ends with `/` */
  current: string
}

/** One stop of the Tab key. The arrow keys move in it, as in every tree: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function FileTree({ address, version, paths, current }: FileTreeProps) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [focused, setFocused] = useState<string>()
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => {
    const open = new Set(directoriesAbove(current))
    for (const [path, isOpen] of toggled) if (isOpen) open.add(path)
    for (const [path, isOpen] of toggled) if (!isOpen) open.delete(path)
    return treeRows(paths, open)
  }, [paths, current, toggled])
  const reachable = rows.some(({ path }) => path === focused) ? focused : (rows.find(({ path }) => path === current) ?? rows[0])?.path
  const toggle = (row: TreeRow, isOpen: boolean) => setToggled(new Map(toggled).set(row.path, isOpen))
  const goTo = (row: TreeRow | undefined) => {
    if (row !== undefined) tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const index = rows.findIndex(({ path }) => path === reachable)
    const row = rows[index]
    const move = row === undefined ? undefined : moveOf(event.key, rows, index)
    if (row === undefined || move === undefined) return
    event.preventDefault()
    if (move.toggles) toggle(row, !row.isOpen)
    else goTo(move.to)
  }
  return (
    <div ref={tree} role="tree" aria-label="Files" className="file-tree" onKeyDown={onKeyDown}>
      {rows.map((row) => {
        const common = {
          role: 'treeitem',
          'data-path': row.path,
          'data-level': Math.min(row.level, MAX_INDENT),
          'aria-level': row.level,
          tabIndex: row.path === reachable ? 0 : -1,
          onFocus: () => setFocused(row.path),
        }
        return row.isDirectory ? (
          <button key={row.path} type="button" {...common} aria-expanded={row.isOpen} onClick={() => toggle(row, !row.isOpen)}>
            {row.isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            {shownName(row.name)}
          </button>
        ) : (
          <Link
            key={row.path}
            to={SOURCE}
            params={{ ...paramsOf(address), version, _splat: row.path }}
            {...common}
            aria-selected={row.path === current}
          >
            <FileText size={14} aria-hidden />
            {shownName(row.name)}
          </Link>
        )
      })}
    </div>
  )
}

/** Deeper directories stand below each other. */
const MAX_INDENT = 8

interface Move {
  to?: TreeRow | undefined
  toggles?: boolean
}

/** @returns undefined for keys that are none of a tree; Enter is a click */
function moveOf(key: string, rows: readonly TreeRow[], index: number): Move | undefined {
  const row = rows[index]
  const parent = rows.slice(0, index).findLast(({ level }) => level < (row?.level ?? 0))
  switch (key) {
    case 'ArrowDown':
      return { to: rows[index + 1] }
    case 'ArrowUp':
      return { to: rows[index - 1] }
    case 'Home':
      return { to: rows[0] }
    case 'End':
      return { to: rows.at(-1) }
    case 'ArrowRight':
      if (row?.isDirectory !== true) return {}
      return row.isOpen ? { to: rows[index + 1] } : { toggles: true }
    case 'ArrowLeft':
      return row?.isOpen === true ? { toggles: true } : { to: parent }
    default:
      return undefined
  }
}
