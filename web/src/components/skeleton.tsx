const WIDTHS = ['w60', 'w90', 'w75', 'w40', 'w80']

/** Stands for content that is on its way. Shown only when that takes longer than a moment. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={WIDTHS[index % WIDTHS.length]} />
      ))}
    </div>
  )
}
