import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { anchored, anchorOf } from '../state/fragment.ts'

/** One input or output. Its name is a link to itself, and whoever follows such a link finds it highlighted. */
export function Item({ anchor, name, chips, children }: { anchor: string; name: ReactNode; chips?: ReactNode; children: ReactNode }) {
  const hash = useLocation({ select: (location) => anchorOf(location.hash) })
  const element = useRef<HTMLLIElement>(null)
  const isTarget = hash === anchor
  useEffect(() => {
    if (isTarget) element.current?.scrollIntoView({ block: 'center' })
  }, [isTarget])
  return (
    <li ref={element} id={anchor} className={isTarget ? 'item highlighted' : 'item'}>
      <h3>
        <Link to="." search={(before) => before} hash={anchored(anchor)} resetScroll={false}>
          {name}
        </Link>
        {chips}
      </h3>
      {children}
    </li>
  )
}
