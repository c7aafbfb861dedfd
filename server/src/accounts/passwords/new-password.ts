import type { Problem } from '../../kernel/index.ts'

const PASSWORD = '/data/attributes/password'
const CONFIRMATION = '/data/attributes/password-confirmation'
const MIN_LENGTH = 12
const MAX_LENGTH = 1024

export function newPasswordProblems({ password, confirmation }: { password: string; confirmation: string }): Problem[] {
  const problems: Problem[] = []
  if (password.length < MIN_LENGTH) {
    problems.push({ detail: `Password is too short (minimum is ${MIN_LENGTH} characters)`, pointer: PASSWORD })
  }
  if (password.length > MAX_LENGTH) {
    problems.push({ detail: `Password is too long (maximum is ${MAX_LENGTH} characters)`, pointer: PASSWORD })
  }
  if (password !== confirmation) problems.push({ detail: "Password confirmation doesn't match Password", pointer: CONFIRMATION })
  return problems
}
