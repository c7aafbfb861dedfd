// Groups, owners and projects: the folders in which hosts keep repositories, as identifiers begin with them.

const MAX_GROUPS = 100
const MAX_LENGTH = 255

/** @returns whether a group, or one below it, holds the repository */
export function isInGroups(identifier: string, groups: readonly string[]): boolean {
  const path = folded(identifier)
  return groups.some((group) => path.startsWith(`${folded(group)}/`))
}

/** @returns what is wrong with a list of groups, for people; undefined when nothing is */
export function groupsProblem(groups: readonly string[]): string | undefined {
  if (groups.length > MAX_GROUPS) return `Auto publish groups are too many (maximum is ${MAX_GROUPS})`
  const wrong = groups.find((group) => !isGroup(group))
  if (wrong === undefined) return undefined
  return `Auto publish groups has ${JSON.stringify(wrong.slice(0, 60))}: write a group as repositories begin with it, such as "platform" or "platform/modules"`
}

function isGroup(text: string): boolean {
  const segments = text.split('/')
  return text.length <= MAX_LENGTH && !/[\p{Cc}*?\\]/u.test(text) && segments.every((each) => each !== '' && each.trim() === each)
}

/** No host distinguishes names by the case of ASCII letters; other letters count as they are. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
