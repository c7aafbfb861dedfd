// The block of terraform-docs in a README. The server folds the same ones.

const MARKERS = [
  ['BEGIN_TF_DOCS', 'END_TF_DOCS'],
  ['BEGINNING OF PRE-COMMIT-TERRAFORM DOCS HOOK', 'END OF PRE-COMMIT-TERRAFORM DOCS HOOK'],
  ['BEGINNING OF PRE-COMMIT-OPENTOFU DOCS HOOK', 'END OF PRE-COMMIT-OPENTOFU DOCS HOOK'],
  ['BEGIN TFDOC', 'END TFDOC'],
] as const

/** A marker without its counterpart ends nothing. */
export function withoutGeneratedDocs(readme: string): string {
  return MARKERS.reduce((text, [begin, end]) => withoutBlocks(text, commentOf(begin), commentOf(end)), readme)
}

function commentOf(words: string): RegExp {
  return new RegExp(`<!---?\\s*${words}\\s*-?-->`, 'gi')
}

function withoutBlocks(text: string, begin: RegExp, end: RegExp): string {
  let kept = ''
  let from = 0
  for (let start = begin.exec(text); start !== null; start = begin.exec(text)) {
    end.lastIndex = begin.lastIndex
    if (!end.test(text)) break
    kept += text.slice(from, start.index)
    from = end.lastIndex
    begin.lastIndex = from
  }
  return kept + text.slice(from)
}
