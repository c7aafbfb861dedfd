// The groups of operations, in the order of the document.

const TAGS: Readonly<Record<string, string>> = {
  Organizations: 'Tenants; their names are the namespaces of modules',
  Accounts: 'Users, and the account of the current user',
  Teams: 'Teams of an organization, and their members',
  'Organization memberships': 'Members and invitations of an organization',
  'Authentication tokens': 'Tokens of users, teams and organizations, and their maximum lifetimes',
  'Audit trail': 'Who changed what, when and from where',
  'Projects and agent pools': 'Names for clients to refer to; nothing runs in them',
  Connections: 'Connections to git hosts, and their credentials',
  'GitHub Apps': 'GitHub Apps, and their installations',
  'Registry modules': 'Publishing, reading and updating modules',
  'Module versions': 'Versions of modules, and their imports',
  'No-code modules': 'Settings of no-code provisioning',
  'Module deletion': 'Deleting and restoring modules and versions',
  'Module webhooks': 'The webhooks of repositories, and their deliveries',
  'Repository browsing': 'Looking up repositories before publishing',
  'Site administration': 'All organizations and users, for site administrators',
  Diagnosis: 'Why an installation fails',
  'Registry protocol': 'The module registry protocol of `terraform init` and other clients',
  Archives: 'Archives under signed URLs',
  Webhooks: 'Webhook deliveries of git hosts',
  'Terraform login': 'The OAuth protocol of `terraform login`',
  Pages: 'Pages for browsers',
  Server: 'The server itself',
}

export function tagObjects(used: Iterable<string>): { name: string; description: string }[] {
  const wanted = new Set(used)
  const unknown = [...wanted].find((tag) => TAGS[tag] === undefined)
  if (unknown !== undefined) throw new Error(`the tag ${unknown} has no description in tags.ts`)
  return Object.entries(TAGS)
    .filter(([name]) => wanted.has(name))
    .map(([name, description]) => ({ name, description }))
}
