// The position in a listing: Bitbucket lists repositories by workspace, and has no list of all.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { HostFailure } from '../../host/host-failure.ts'

const Position = Type.Object({
  /** the first one is listed next */
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

/** @throws HostFailure `invalid` when it is not a cursor */
export function positionOf(cursor: string): ListPosition {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Value.Check(Position, position)) return position
  } catch {
    // Reported below.
  }
  throw new HostFailure('invalid', 'the list cursor is invalid')
}
