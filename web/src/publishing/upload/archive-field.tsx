import { Button } from '@mantine/core'
import { type ChangeEvent, type ComponentPropsWithRef, type DragEvent, useRef, useState } from 'react'
import { formatNumber } from '../../components/numbers.ts'
import { useProblem } from '../../forms/problems.ts'
import { type Chosen, chosenByDrop, chosenFrom } from './folder.ts'

interface ArchiveFieldProps {
  chosen: Chosen | undefined
  onChoose: (chosen: Chosen | undefined) => void
}

/** One archive or one folder, dropped or chosen. */
export function ArchiveField({ chosen, onChoose }: ArchiveFieldProps) {
  const archive = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [isWrong, setWrong] = useState(false)
  const problem = useProblem('archive')
  const choose = (found: Chosen | undefined) => {
    setWrong(found === undefined)
    onChoose(found)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void chosenByDrop(event.dataTransfer.items).then(choose)
  }
  const drag = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <fieldset className="choices">
      <legend>The module’s files</legend>
      <div className={isOver ? 'drop-zone over' : 'drop-zone'} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
        <p>Drop a folder or a .tar.gz here. Its root is the root of the module.</p>
        <div className="actions">
          <Button variant="default" size="xs" onClick={() => folder.current?.click()}>
            Choose a folder
          </Button>
          <Button variant="default" size="xs" onClick={() => archive.current?.click()}>
            Choose a .tar.gz
          </Button>
        </div>
        <p role="status">
          {chosen?.kind === 'archive' && `Chosen: ${chosen.name}`}
          {chosen?.kind === 'folder' && `Chosen: ${chosen.name}, ${formatNumber(chosen.files.length)} files. Your browser packs them.`}
        </p>
        {(isWrong || problem !== undefined) && (
          <p className="problem" role="alert">
            {isWrong ? 'That is neither one folder nor one .tar.gz.' : problem}
          </p>
        )}
      </div>
      {/* Their buttons are above: a browser names its own as it likes. */}
      <FileInput ref={folder} label="Folder" onChoose={choose} webkitdirectory="" />
      <FileInput ref={archive} label="Archive" onChoose={choose} accept=".tar.gz,.tgz,application/gzip" />
    </fieldset>
  )
}

interface FileInputProps extends ComponentPropsWithRef<'input'> {
  label: string
  onChoose: (chosen: Chosen | undefined) => void
}

function FileInput({ label, onChoose, ...input }: FileInputProps) {
  const choose = ({ currentTarget: { files } }: ChangeEvent<HTMLInputElement>) => onChoose(chosenFrom([...(files ?? [])]))
  return <input {...input} type="file" hidden aria-label={label} onChange={choose} />
}
