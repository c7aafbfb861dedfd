import type { Terminal } from './command.ts'

/** Prints columns, each as wide as its widest cell. With no rows, only the heading. */
export function printTable(stdout: Terminal['stdout'], heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heading.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of [heading, ...rows]) {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
    stdout.write(`${cells.join('  ')}\n`)
  }
}
