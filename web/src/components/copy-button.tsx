import { Button } from '@mantine/core'
import { Check, Copy, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { copyText } from './copy.ts'

const SHOWN_MS = 2000
const STATES = {
  idle: { label: 'Copy', Icon: Copy },
  copied: { label: 'Copied', Icon: Check },
  failed: { label: 'Select and copy', Icon: X },
} as const

interface CopyButtonProps {
  text: string
  /** for those who cannot see what the button stands beside */
  what: string
  /** shown in full, where the button stands alone */
  isWhatShown?: boolean
}

export function CopyButton({ text, what, isWhatShown = false }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof STATES>('idle')
  const { label, Icon } = STATES[state]
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => setState((await copyText(text)) ? 'copied' : 'failed')
  return (
    <>
      <Button size="compact-sm" variant="default" leftSection={<Icon size={13} aria-hidden />} onClick={() => void copy()}>
        {label}
        {isWhatShown ? ` ${what}` : <span className="hidden"> {what}</span>}
      </Button>
      <span role="status" className="hidden">
        {state === 'idle' ? '' : `${label}: ${what}`}
      </span>
    </>
  )
}
