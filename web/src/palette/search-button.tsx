import { Button } from '@mantine/core'
import { Search } from 'lucide-react'
import { openPalette } from './opening.ts'

const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'

export function SearchButton() {
  return (
    <Button
      className="search-button"
      variant="default"
      size="xs"
      h={32}
      onClick={openPalette}
      leftSection={<Search size={15} aria-hidden />}
    >
      <span className="search-label">Search or paste</span>
      <kbd className="search-keys">{KEYS}</kbd>
    </Button>
  )
}
