// Checks the name and the provider of a module.
import type { Problem } from '../../kernel/index.ts'
import { isModuleName, isProviderName } from '../../terraform/index.ts'

export function addressProblems({ name, provider }: { name: string; provider: string }): Problem[] {
  const problems: Problem[] = []
  if (name === '') problems.push({ detail: "Name can't be blank", pointer: '/data/attributes/name' })
  else if (!isModuleName(name)) {
    problems.push({
      detail: `Name ${name} may contain only letters, digits, - and _, at most 64, and no - or _ at either end`,
      pointer: '/data/attributes/name',
    })
  }
  if (provider === '') problems.push({ detail: "Provider can't be blank", pointer: '/data/attributes/provider' })
  else if (!isProviderName(provider)) {
    problems.push({
      detail: `Provider ${provider} may contain only lowercase letters and digits, at most 64`,
      pointer: '/data/attributes/provider',
    })
  }
  return problems
}
