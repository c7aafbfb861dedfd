// What a command of the `terrace` program is, and how it reads its arguments.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** What a command reads and writes: the process, or a stand-in for tests. */
export interface Terminal {
  env: NodeJS.ProcessEnv
  /** `isTTY` when a person types */
  stdin: AsyncIterable<string | Uint8Array> & { isTTY?: boolean; setRawMode?(raw: boolean): unknown }
  stdout: { write(text: string): unknown }
  /** `isTTY` when a person looks on */
  stderr: { write(text: string): unknown; isTTY?: boolean }
}

export interface Command {
  /** as typed, such as `admin create-user` */
  name: string
  /** one line for the list of commands */
  purpose: string
  /** what follows the name in the usage line */
  usage: string
  /** lines that explain every option */
  details: readonly string[]
  options: ParseArgsOptionsConfig
  /** what it takes beside options, as the usage line names it, such as `FILE`; default nothing */
  operands?: readonly string[]
  /** @param values options, and operands by their names @returns the exit code */
  run(values: Record<string, unknown>, terminal: Terminal): Promise<number>
}

/** The command line is invalid; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError for an unknown option, a missing value, or a stray or missing argument */
export function readOptions({ options, operands = [] }: Command, args: readonly string[]): Record<string, unknown> {
  const { values, positionals } = parsed(args, options, operands.length > 0)
  if (values['help'] === true) return values
  const stray = positionals[operands.length]
  if (stray !== undefined) throw new UsageError(`Unexpected argument '${stray}'`)
  for (const [index, name] of operands.entries()) {
    const given = positionals[index]
    if (given === undefined) throw new UsageError(`${name} is required`)
    values[name] = given
  }
  return values
}

function parsed(args: readonly string[], options: ParseArgsOptionsConfig, allowPositionals: boolean) {
  try {
    const all = { ...options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args: [...args], options: all, strict: true, allowPositionals })
    return { values: { ...values } as Record<string, unknown>, positionals }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** @throws UsageError when the option is missing */
export function required(values: Record<string, unknown>, option: string): string {
  const value = values[option]
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`--${option} is required`)
  return value
}

export function helpFor(command: Command): string {
  const details = command.details.length === 0 ? '' : `\n${command.details.map((line) => `  ${line}`).join('\n')}\n`
  return `${command.purpose}\n\nUsage: terrace ${command.name} ${command.usage}\n${details}`
}

/** @returns the text before the first line break; empty when there is none */
export async function firstLine(stdin: Terminal['stdin']): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text.includes('\n')) break
  }
  return (text.split('\n')[0] ?? '').replace(/\r$/, '')
}

const [BACKSPACE, DELETE, INTERRUPT] = ['\b', '\u007f', '\u0003']

/** Reads a line that a person types, without showing it. @throws UsageError on Ctrl-C */
export async function hiddenLine(stdin: Terminal['stdin'], stderr: Terminal['stderr'], question: string): Promise<string> {
  stderr.write(question)
  stdin.setRawMode?.(true)
  try {
    let text = ''
    for await (const chunk of stdin) {
      for (const character of typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)) {
        if (character === '\r' || character === '\n') return text
        if (character === INTERRUPT) throw new UsageError('interrupted')
        text = character === BACKSPACE || character === DELETE ? text.slice(0, -1) : text + character
      }
    }
    return text
  } finally {
    stdin.setRawMode?.(false)
    stderr.write('\n')
  }
}
