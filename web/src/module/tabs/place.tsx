import { Link, useParams } from '@tanstack/react-router'
import { use } from 'react'
import { SOURCE } from '../../addresses/module.ts'
import { shownName } from '../source/shown-name.ts'
import { ShownVersion } from '../state/shown-version.ts'

interface Declared {
  file: string
  line: number
}

/** Where something is declared: a link to the line. */
export function Place({ of: { file, line } }: { of: Declared }) {
  const version = use(ShownVersion)
  const { org = '', registry = '', namespace = '', name = '', provider = '' } = useParams({ strict: false })
  const text = `${shownName(file)}:${line}`
  if (version === undefined) return <span className="place">{text}</span>
  return (
    <Link to={SOURCE} params={{ org, registry, namespace, name, provider, version, _splat: file }} hash={`L${line}`} className="place">
      {text}
    </Link>
  )
}
