// Where a listing is: repositories are listed workspace by workspace, because there is no list of all of them.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { HostFailure } from '../../host/host-failure.ts'

const Position = Type.Object({
  /** the first one is being listed */
  workspaces: Type.Array(Type.String()),
  /** address of its next page */
  next: Type.Optional(Type.String()),
})

export interface ListPosition {
  workspaces: string[]
  next?: string
}

export function cursorOf(position: ListPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** @throws HostFailure `invalid` for what is no cursor */
export function positionOf(cursor: string): ListPosition {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Value.Check(Position, position)) return position
  } catch {
    // Said below.
  }
  throw new HostFailure('invalid', 'the cursor of the list of repositories is not one')
}
