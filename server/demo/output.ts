/** One line of detail. */
export function say(text: string): void {
  process.stdout.write(`  ${text}\n`)
}

/** Begins a step. */
export function step(title: string, detail: string): void {
  process.stdout.write(`\n${title}\n  ${detail}\n`)
}
