/** What highlighted lines say, without their HTML. */
export function textOf(lines: readonly string[]): string {
  const { textContent } = new DOMParser().parseFromString(`<pre>\n${lines.map((line) => `${line}\n`).join('')}</pre>`, 'text/html').body
  return textContent
}
