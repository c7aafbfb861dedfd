// Prints results as Markdown, ready for docs/BENCHMARKS.md.
import { cpus, loadavg, release, totalmem } from 'node:os'

const GIGABYTE = 1024 ** 3

export function heading(text: string): void {
  process.stdout.write(`\n### ${text}\n\n`)
}

export function line(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const print = (cells: readonly string[]) => line(`| ${widths.map((width, index) => (cells[index] ?? '').padEnd(width)).join(' | ')} |`)
  print(columns)
  print(widths.map((width) => '-'.repeat(width)))
  for (const row of rows) print(row)
}

/** What the figures depend on; the load shows whether something else was running. */
export function machine(): string {
  const processors = cpus()
  const memory = `${Math.round(totalmem() / GIGABYTE)} GB`
  return `${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${memory}, Linux ${release()}, Node ${process.versions.node}, load average ${load()}`
}

/** Of the last minute. */
export function load(): string {
  return loadavg()[0]?.toFixed(1) ?? ''
}
