/** Of `https://user:secret@host/…`. The user alone of an SSH address is no secret. */
const USER = /(?<scheme>[a-z][a-z\d+.-]*:\/\/)(?<user>[^/?#\s@]*(?:@[^/?#\s@]*)*)@/gi
/** What fetches modules takes these from the query. */
const SECRETS =
  /(?<name>[?&](?:sshkey|aws_access_key_id|aws_access_key_secret|aws_access_token|(?:access_|private_)?token|password|sig)=)[^&#\s]*/gi

/** The source of a module as anybody may see it: an author may have written a credential into it. */
export function shownSource(source: string): string {
  return source.replaceAll(USER, withoutSecret).replaceAll(SECRETS, '$<name>…')
}

function withoutSecret(match: string, scheme: string, user: string): string {
  if (!scheme.toLowerCase().startsWith('ssh:')) return scheme
  return user.includes(':') ? `${scheme}${user.slice(0, user.indexOf(':'))}@` : match
}
