/** Why an input or output should no longer be used, in the author's words. */
export function Deprecation({ message }: { message: string }) {
  return (
    <p>
      <strong>Deprecated.</strong> {message}
    </p>
  )
}
