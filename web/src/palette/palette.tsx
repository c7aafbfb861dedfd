import { lazy, Suspense, useEffect, useState } from 'react'
import { useSignal } from '../api/client/signal.ts'
import { keysAreShown, openPalette, paletteIsOpen, showKeys } from './opening.ts'
import { useSingleKey } from './single-keys.ts'

const PaletteDialog = lazy(async () => ({ default: (await import('./palette-dialog.tsx')).PaletteDialog }))
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }))

/** Loads the dialogs when they are first asked for. @param org whose modules are searched */
export function Palette({ org }: { org: string | undefined }) {
  const isOpen = useSignal(paletteIsOpen)
  const areShown = useSignal(keysAreShown)
  const [wasOpen, setWasOpen] = useState(false)
  useSingleKey('/', openPalette, { isFallback: true })
  useSingleKey('?', showKeys)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (document.querySelector('[role="dialog"]') === null) openPalette()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  if (!wasOpen && (isOpen || areShown)) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense fallback={null}>
      <PaletteDialog isOpen={isOpen} org={org} />
      <KeysDialog isOpen={areShown} />
    </Suspense>
  )
}
