const MAX_SHORT = 80

/** A type or a value: in the line when it is short, folded when it is not. */
export function LongCode({ code }: { code: string }) {
  if (code.length <= MAX_SHORT && !code.includes('\n')) return <code>{code}</code>
  const [first = ''] = code.split('\n')
  const summary = first.length > MAX_SHORT ? first.slice(0, MAX_SHORT) : first
  return (
    <details className="long-code">
      <summary>
        <code>{summary}…</code>
      </summary>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </details>
  )
}
