// The blocks and arguments that Terraform (to 1.16) or OpenTofu (to 1.12) knows, where they are fixed. Neither takes any other.
import type { FileContext, SourceBody, SourceMember } from './source-body.ts'

interface KnownContent {
  /** For messages: "in a variable block". */
  where: string
  arguments: ReadonlySet<string>
  blocks: ReadonlySet<string>
}

const known = (where: string, names: { arguments?: string; blocks?: string }): KnownContent => ({
  where,
  arguments: new Set(names.arguments?.split(' ')),
  blocks: new Set(names.blocks?.split(' ')),
})

export const FILE = known('at the top level of a file', {
  blocks: 'action check data ephemeral import language locals module moved output provider removed resource terraform variable',
})
export const TERRAFORM = known('in a terraform block', {
  arguments: 'required_version experiments language',
  blocks: 'backend cloud encryption provider_meta required_providers state_store',
})
export const REQUIRED_PROVIDER_ARGUMENTS: ReadonlySet<string> = new Set(['source', 'version', 'configuration_aliases'])
export const VARIABLE = known('in a variable block', {
  arguments: 'description type default sensitive nullable ephemeral deprecated const',
  blocks: 'validation',
})
export const OUTPUT = known('in an output block', {
  arguments: 'description value depends_on sensitive ephemeral deprecated type',
  blocks: 'precondition',
})
export const CONDITION = known('in a validation or precondition block', { arguments: 'condition error_message' })
/** Its arguments are those of the called module. */
export const MODULE_CALL = known('in a module block', { blocks: 'lifecycle' })

const META_ARGUMENTS = ['source', 'version', 'count', 'for_each', 'depends_on', 'providers']

/** Arguments of module calls that are not for variables. */
export const MODULE_CALL_ARGUMENTS: ReadonlySet<string> = new Set([...META_ARGUMENTS, 'ignore_nested_deprecations'])

/** Names that have a meaning in `module` blocks, so that no variable can have them. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([...META_ARGUMENTS, 'lifecycle', 'locals'])

/** Reports arguments and blocks that are not known. */
export function checkContent(body: SourceBody, content: KnownContent, context: FileContext): void {
  for (const member of body.members()) {
    const { kind, name, offset } = member
    const expected = (kind !== 'block' && content.arguments.has(name)) || (kind !== 'argument' && content.blocks.has(name))
    if (!expected) context.tolerate(offset, unexpected(member, content))
  }
}

/** As `checkContent`, where any argument is allowed. */
export function checkBlocks(body: SourceBody, content: KnownContent, context: FileContext): void {
  for (const member of body.members()) {
    if (member.kind === 'block' && !content.blocks.has(member.name)) context.tolerate(member.offset, unexpected(member, content))
  }
}

function unexpected({ kind, name }: SourceMember, { where }: KnownContent): { summary: string; detail: string } {
  const shown = JSON.stringify(name.slice(0, 80))
  if (kind === 'block') return { summary: 'Unsupported block type', detail: `There is no block of type ${shown} ${where}.` }
  if (kind === 'argument') return { summary: 'Unsupported argument', detail: `There is no argument ${shown} ${where}.` }
  return { summary: 'Extraneous JSON object property', detail: `There is no argument or block ${shown} ${where}.` }
}
