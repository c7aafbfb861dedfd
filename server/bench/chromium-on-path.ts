// The browser that benchmarks open pages in.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @returns undefined where none is installed */
export function chromiumOnPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
}
