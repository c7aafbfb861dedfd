// Labels as people write them: one in each line, `key` or `key=value`.
import type { Label } from '../../api/managing/module-settings.ts'

export function labelsText(labels: readonly Label[]): string {
  return labels.map(({ key, value }) => (value === '' ? key : `${key}=${value}`)).join('\n')
}

export function labelsOf(text: string): Label[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=')
      return at === -1 ? { key: line, value: '' } : { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }
    })
}
