import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { formatLines, type LineRange, parseLines } from '../../addresses/line-range.ts'
import { rawAddress, type SourceFile } from '../../api/documents.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { counted, formatBytes } from '../../components/numbers.ts'
import { CodeLines } from './code-lines.tsx'
import { textOf } from './line-text.ts'
import { shownName } from './shown-name.ts'

interface FileViewProps {
  address: ModuleAddress
  version: string
  file: SourceFile
  range: LineRange | undefined
  /** undefined when the host has no page that is known */
  atHost: string | undefined
}

/** Beyond, each line as an element of its own would slow the browser down. */
const MAX_LINES = 5000
const IMAGE = /\.(?:avif|gif|ico|jpe?g|png|svg|webp)$/i

export function FileView({ address, version, file, range, atHost }: FileViewProps) {
  const { path, size, lines, 'is-cut': isCut } = file
  const raw = rawAddress(address, version, path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const isLong = lines !== null && lines.length > MAX_LINES
  const text = useMemo(() => textOf(lines ?? []), [lines])
  return (
    <section className="panel file-view" aria-labelledby="file">
      <div className="file-head">
        <h2 id="file">{shownName(path)}</h2>
        <p className="subtle">
          {lines !== null && `${counted(lines.length, 'line')} · `}
          {formatBytes(size)}
        </p>
        <div className="file-tools">
          {lines !== null && lines.length > 1 && !isLong && <GoToLine max={lines.length} />}
          {lines !== null && !isCut && <CopyButton text={text} what={shownName(name)} />}
          <Button component="a" size="compact-sm" variant="default" href={raw}>
            Raw
          </Button>
          <Button component="a" size="compact-sm" variant="default" href={raw} download={name}>
            Download
          </Button>
          {atHost !== undefined && (
            <Button component="a" size="compact-sm" variant="default" href={atHost} rel="noreferrer">
              Open at the host
            </Button>
          )}
        </div>
      </div>
      {IMAGE.test(path) && <img className="file-image" src={raw} alt={shownName(name)} />}
      {lines === null && !IMAGE.test(path) && <p className="padded">This file is not text. Download it to look at it.</p>}
      {lines?.length === 0 && <p className="padded">This file is empty.</p>}
      {lines !== null && lines.length > 0 && !isLong && <CodeLines lines={lines} range={range} name={shownName(path)} />}
      {isLong && (
        <pre className="source-code padded" tabIndex={0} role="region" aria-label={`Text of ${shownName(path)}`}>
          {text}
        </pre>
      )}
      {isCut && (
        <p className="padded">
          Only the beginning is shown. <a href={raw}>Show the whole file</a>
        </p>
      )}
    </section>
  )
}

/** For those who use no mouse: `10`, or `10-20`. */
function GoToLine({ max }: { max: number }) {
  const navigate = useNavigate()
  const [value, setValue] = useState('')
  const go = (event: React.FormEvent) => {
    event.preventDefault()
    const range = parseLines(`L${value.replaceAll(/\s/g, '')}`)
    if (range === undefined || range.first < 1 || range.first > max) return
    void navigate({ to: '.', hash: formatLines(range), resetScroll: false, hashScrollIntoView: false })
  }
  return (
    <form onSubmit={go}>
      <TextInput
        size="xs"
        aria-label="Go to line"
        placeholder="Line"
        inputMode="numeric"
        value={value}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
    </form>
  )
}
