import { ConfigurationError } from '../app/config/index.ts'
import { version } from '../app/version.ts'
import { DomainError } from '../kernel/index.ts'
import { confirmEmail } from './admin/confirm-email.ts'
import { createSignInLink } from './admin/create-sign-in-link.ts'
import { createToken } from './admin/create-token.ts'
import { createUser } from './admin/create-user.ts'
import { linkIdentity, unlinkIdentity } from './admin/identities.ts'
import { reseal } from './admin/reseal.ts'
import { setPassword } from './admin/set-password.ts'
import { listTokens, revokeToken } from './admin/tokens.ts'
import { grantAdmin, listUsers, revokeAdmin, suspendUser, unsuspendUser } from './admin/users.ts'
import { backup, restore } from './backups.ts'
import { diagnose } from './diagnose/diagnose.ts'
import { doctor } from './doctor.ts'
import { health } from './health.ts'
import { migrate } from './migrate.ts'
import { serve } from './serve.ts'
import { type Command, helpFor, readOptions, type Terminal, UsageError } from './terminal/command.ts'
import { worker } from './worker.ts'

const COMMANDS: readonly Command[] = [
  serve,
  worker,
  migrate,
  createUser,
  setPassword,
  createSignInLink,
  createToken,
  confirmEmail,
  listUsers,
  suspendUser,
  unsuspendUser,
  grantAdmin,
  revokeAdmin,
  listTokens,
  revokeToken,
  linkIdentity,
  unlinkIdentity,
  reseal,
  backup,
  restore,
  doctor,
  diagnose,
  health,
]

const OK = 0
const FAILED = 1
const MISUSED = 2

/**
 * Runs one command line, without the program's name.
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  if (args.length === 1 && ['--version', '-v', 'version'].includes(args[0] ?? '')) {
    terminal.stdout.write(`terrace ${version()}\n`)
    return OK
  }
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word))
  if (command === undefined) return explain(args, terminal)
  try {
    const values = readOptions(command, args.slice(command.name.split(' ').length))
    if (values['help'] === true) {
      terminal.stdout.write(helpFor(command))
      return OK
    }
    return await command.run(values, terminal)
  } catch (error) {
    return report(error, command, terminal)
  }
}

function explain(args: readonly string[], terminal: Terminal): number {
  const asked = args.length === 0 || args.some((arg) => ['--help', '-h', 'help'].includes(arg))
  if (asked) {
    terminal.stdout.write(overview(args[0] === 'admin' ? 'admin' : ''))
    return OK
  }
  terminal.stderr.write(`terrace: there is no command "${args.join(' ')}"\n\n${overview('')}`)
  return MISUSED
}

function overview(group: string): string {
  const shown = COMMANDS.filter(({ name }) => name.startsWith(group))
  const width = Math.max(...shown.map(({ name }) => name.length))
  const lines = shown.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`)
  return `Terrace, a private registry for Terraform and OpenTofu modules\n\nUsage: terrace COMMAND [OPTIONS]\n\n${lines.join('\n')}\n\nterrace COMMAND --help explains a command; terrace --version tells the version.\n`
}

function report(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.stderr.write(`terrace ${command.name}: ${error.message}\n\n${helpFor(command)}`)
    return MISUSED
  }
  const known = error instanceof ConfigurationError || error instanceof DomainError
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)
  terminal.stderr.write(`terrace ${command.name}: ${text}\n`)
  return FAILED
}
