// The few statistics the benchmarks report.

/** @param sorted ascending @param share 0 to 1 @returns NaN for no values */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Two digits after the point, for ratios and milliseconds. */
export function figure(value: number): string {
  return value.toFixed(2)
}
