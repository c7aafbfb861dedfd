/** Two letters that stand for a provider. */
export function Tile({ provider }: { provider: string }) {
  return (
    <span className="tile" aria-hidden="true">
      {provider.slice(0, 2).toUpperCase()}
    </span>
  )
}
