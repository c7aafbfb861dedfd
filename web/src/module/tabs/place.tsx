interface Declared {
  file: string
  line: number
}

/** Where something is declared. */
export function Place({ of: { file, line } }: { of: Declared }) {
  return (
    <span className="place">
      {file}:{line}
    </span>
  )
}
