// How a repository is named below its host's address: `group/sub/terraform-aws-vpc`.

const MAX_LENGTH = 512
const SEGMENT = /^[A-Za-z0-9._~+@-]+$/

/** @returns what is wrong, for people; undefined when nothing is */
export function identifierProblem(identifier: string): string | undefined {
  if (identifier.trim() === '') return "Identifier can't be blank"
  if (identifier.length > MAX_LENGTH) return `Identifier is too long (maximum is ${MAX_LENGTH} characters)`
  if (identifier.includes('://') || /^[^/]+@[^/]+:/.test(identifier)) {
    return "Identifier must be the repository's path at the host, such as group/terraform-aws-vpc, not a URL"
  }
  const segments = identifier.split('/')
  if (segments.includes('')) return 'Identifier must not begin or end with a slash, or include two in a row'
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'Identifier must not include the segments "." or ".."'
  if (segments.some((segment) => segment.startsWith('-'))) return 'Identifier must not have a segment that begins with a dash'
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    return 'Identifier can only include letters, numbers, -, _, ., ~, + and @, in segments separated by slashes'
  }
  return identifier.endsWith('.git') ? `Identifier must not end with .git; use ${identifier.slice(0, -'.git'.length)}` : undefined
}
