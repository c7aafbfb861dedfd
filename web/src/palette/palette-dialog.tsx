import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { counted } from '../components/numbers.ts'
import { type Item, useOffer } from './items.ts'
import { paletteIsOpen, returnFocus } from './opening.ts'

interface PaletteDialogProps {
  isOpen: boolean
  /** whose modules are searched; undefined for users without an organization */
  org: string | undefined
}

export function PaletteDialog({ isOpen, org }: PaletteDialogProps) {
  const [isBusy, setIsBusy] = useState(false)
  return (
    <Modal
      opened={isOpen}
      onClose={() => paletteIsOpen.set(false)}
      withCloseButton={false}
      padding={0}
      size={640}
      attributes={{ content: { 'aria-label': 'Search or paste' } }}
      returnFocus={false}
      onExitTransitionEnd={() => {
        if (!isBusy) returnFocus()
        setIsBusy(false)
      }}
    >
      <Content org={org} onDone={setIsBusy} />
    </Modal>
  )
}

const TYPING_MS = 150
const LIST = 'palette-list'

/** @param onDone told whether another dialog follows */
function Content({ org, onDone }: { org: string | undefined; onDone: (isFollowed: boolean) => void }) {
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text, TYPING_MS)
  const [index, setIndex] = useState(0)
  const { items, note, isLoading } = useOffer(text, settled, org)
  const current = Math.min(index, items.length - 1)
  const type = (value: string) => {
    setText(value)
    setIndex(0)
  }
  const choose = (item: Item | undefined) => {
    if (item === undefined) return
    paletteIsOpen.set(false)
    onDone(item.run() === true)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && items.length > 0) setIndex((current + step + items.length) % items.length)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(items[current])
    else return
    event.preventDefault()
  }
  return (
    <div className="palette">
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        role="combobox"
        aria-label="Search or paste"
        aria-expanded={items.length > 0}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={items[current] && `${LIST}-${items[current].id}`}
        placeholder="Search, or paste a source, a block, a git address or an error"
        leftSection={<Search size={16} aria-hidden />}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        value={text}
        onChange={({ currentTarget: { value } }) => type(value)}
        onPaste={(event) => {
          // A field of one line drops the ends of lines, and joins words that stood in two.
          const pasted = event.clipboardData.getData('text/plain')
          if (!pasted.includes('\n')) return
          event.preventDefault()
          type(pasted.replaceAll(/\s+/g, ' ').trim())
        }}
        onKeyDown={onKeyDown}
      />
      {note !== '' && <p className="palette-note">{note}</p>}
      <Results items={items} current={current} onChoose={choose} />
      <p role="status" className={items.length === 0 && text !== '' && note === '' && !isLoading ? 'palette-note' : 'hidden'}>
        {isLoading ? '' : items.length === 0 ? 'Nothing matches.' : `${note} ${counted(items.length, 'result')}`}
      </p>
    </div>
  )
}

interface ResultsProps {
  items: readonly Item[]
  current: number
  onChoose: (item: Item) => void
}

/** The focus stays in the field, as in every list that belongs to one. */
function Results({ items, current, onChoose }: ResultsProps) {
  const id = items[current]?.id
  useEffect(() => {
    if (id !== undefined) document.querySelector(`#${CSS.escape(`${LIST}-${id}`)}`)?.scrollIntoView({ block: 'nearest' })
  }, [id])
  return (
    <div id={LIST} role="listbox" aria-label="Results" className="palette-list">
      {items.map((item, index) => (
        <div
          key={item.id}
          id={`${LIST}-${item.id}`}
          role="option"
          aria-selected={index === current}
          tabIndex={-1}
          className="palette-item"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
        >
          <span>{item.label}</span>
          <span className="palette-detail">{item.detail}</span>
        </div>
      ))}
    </div>
  )
}
