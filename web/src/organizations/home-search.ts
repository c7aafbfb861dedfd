interface HomeSearch {
  /** of a module, as it was pasted: `acme/vpc/aws@1.2.0` */
  source?: string
}

export function homeSearch({ source }: Record<string, unknown>): HomeSearch {
  return typeof source === 'string' && source !== '' ? { source } : {}
}
