// What the server and the process that starts its programs say to each other.
import type { ProgramRequest } from './program.ts'

/** The program's standard streams are the three connections that named the same `id`. */
export interface StartOrder extends ProgramRequest {
  id: number
}

export type StarterNews =
  | { kind: 'listening' }
  | { kind: 'started'; id: number; pid: number }
  | { kind: 'failed'; id: number; message: string }
  | { kind: 'ended'; id: number; exitCode: number | null }

/** The only line of a connection before the program has it: which program, and which of 0, 1 and 2. */
export function streamHeader(id: number, stream: number): string {
  return `${id} ${stream}\n`
}

export function readStreamHeader(header: string): { id: number; stream: number } {
  const [id = Number.NaN, stream = Number.NaN] = header.split(' ').map(Number)
  return { id, stream }
}
