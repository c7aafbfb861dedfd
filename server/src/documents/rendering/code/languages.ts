// The languages that code is highlighted in. Each grammar is loaded when a document first needs it.

/** Modules of grammars by the name that a page shows. */
const GRAMMARS = {
  diff: () => import('@shikijs/langs/diff'),
  dockerfile: () => import('@shikijs/langs/docker'),
  dotenv: () => import('@shikijs/langs/dotenv'),
  go: () => import('@shikijs/langs/go'),
  hcl: () => import('@shikijs/langs/terraform'),
  ini: () => import('@shikijs/langs/ini'),
  javascript: () => import('@shikijs/langs/javascript'),
  json: () => import('@shikijs/langs/jsonc'),
  makefile: () => import('@shikijs/langs/make'),
  markdown: () => import('@shikijs/langs/markdown'),
  powershell: () => import('@shikijs/langs/powershell'),
  python: () => import('@shikijs/langs/python'),
  session: () => import('@shikijs/langs/shellsession'),
  shell: () => import('@shikijs/langs/shellscript'),
  sql: () => import('@shikijs/langs/sql'),
  toml: () => import('@shikijs/langs/toml'),
  typescript: () => import('@shikijs/langs/typescript'),
  xml: () => import('@shikijs/langs/xml'),
  yaml: () => import('@shikijs/langs/yaml'),
}

export type Language = keyof typeof GRAMMARS
export type Grammar = Awaited<ReturnType<(typeof GRAMMARS)[Language]>>['default']

/** Other names that authors use. */
const ALIASES: Readonly<Record<string, Language>> = {
  bash: 'shell',
  console: 'session',
  docker: 'dockerfile',
  env: 'dotenv',
  golang: 'go',
  js: 'javascript',
  jsonc: 'json',
  make: 'makefile',
  md: 'markdown',
  opentofu: 'hcl',
  ps1: 'powershell',
  py: 'python',
  sh: 'shell',
  'shell-session': 'session',
  shellscript: 'shell',
  shellsession: 'session',
  terraform: 'hcl',
  terragrunt: 'hcl',
  tf: 'hcl',
  tfvars: 'hcl',
  tofu: 'hcl',
  ts: 'typescript',
  yml: 'yaml',
  zsh: 'shell',
}

/** @param name as authors write it behind a fence @returns undefined when nothing is known about it */
export function languageNamed(name: string): Language | undefined {
  const known = name.toLowerCase()
  if (Object.hasOwn(GRAMMARS, known)) return known as Language
  return Object.hasOwn(ALIASES, known) ? ALIASES[known] : undefined
}

/** Names of files without an ending. */
const FILE_NAMES: Readonly<Record<string, Language>> = {
  '.bashrc': 'shell',
  '.env': 'dotenv',
  '.terraform.lock.hcl': 'hcl',
  '.terraformrc': 'hcl',
  dockerfile: 'dockerfile',
  gnumakefile: 'makefile',
  makefile: 'makefile',
}

/** Endings that are no names of languages. */
const ENDINGS: Readonly<Record<string, Language>> = {
  bats: 'shell',
  cfg: 'ini',
  cjs: 'javascript',
  conf: 'ini',
  editorconfig: 'ini',
  mjs: 'javascript',
  mk: 'makefile',
  mts: 'typescript',
  patch: 'diff',
  psm1: 'powershell',
  tfbackend: 'hcl',
  tfrc: 'hcl',
  tfstate: 'json',
  tofutest: 'hcl',
}

/** @returns undefined when its name tells nothing */
export function languageOfFile(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (Object.hasOwn(FILE_NAMES, name)) return FILE_NAMES[name]
  const ending = /\.([^.]+)$/.exec(name)?.[1] ?? ''
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : languageNamed(ending)
}

export async function grammarOf(language: Language): Promise<Grammar> {
  return (await GRAMMARS[language]()).default
}
