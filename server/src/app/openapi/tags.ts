// The groups of operations, in the order in which documents show them.

const TAGS: Readonly<Record<string, string>> = {
  Organizations: 'Tenants; their names are the namespaces of modules',
  Accounts: "Users, and what one does with one's own account",
  Teams: 'Teams of an organization, and who is in them',
  'Organization memberships': 'Who belongs to an organization, or is invited',
  'Authentication tokens': 'Tokens of users, teams and organizations, and how long they may live',
  'Audit trail': 'Who changed what, when and from where',
  'Projects and agent pools': 'Names that clients refer to; nothing runs in them',
  Connections: 'Connections to git hosts, and their credentials',
  'GitHub Apps': 'Apps of GitHub, and where they are installed',
  'Registry modules': 'Modules: publishing, reading and changing them',
  'Module versions': 'Versions of modules, and how they came to be',
  'No-code modules': 'How modules are offered to people who write no configuration',
  'Module deletion': 'Deleting modules and versions, and the way back',
  'Module webhooks': 'The webhooks of repositories, and what they delivered',
  'Repository browsing': 'What is asked before a module is published',
  'Site administration': "What administrators of the site do with everybody's organizations and users",
  'Registry protocol': 'What `terraform init` and other clients of registries call',
  Archives: 'Archives under signed addresses',
  Webhooks: 'What git hosts call',
  'Terraform login': 'How `terraform login` gets a token',
  Pages: 'What people see in a browser',
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
