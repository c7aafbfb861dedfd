import type { VersionFile } from './version-files.ts'

/** @param maxBytes a longer text ends with the last whole line before @returns undefined when it is not text */
export async function beginningOf(file: VersionFile, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file.read()) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= maxBytes) break
  }
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes)
  if (bytes.includes(0)) return undefined
  const text = new TextDecoder().decode(bytes, { stream: true }).replaceAll(/\r\n?/g, '\n')
  return file.size <= maxBytes ? text : text.slice(0, text.lastIndexOf('\n') + 1) || text
}
