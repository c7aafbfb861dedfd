import { Modal } from '@mantine/core'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'

export interface DialogState {
  isOpen: boolean
  /** Called by the control that opens it, which gets the focus back. */
  open: () => void
  close: () => void
  /** Once it has faded out. */
  onClosed: () => void
}

export function useDialog(): DialogState {
  const [isOpen, setOpen] = useState(false)
  const opener = useRef<Element | null>(null)
  const open = useCallback(() => {
    opener.current = openerOf(document.activeElement)
    setOpen(true)
  }, [])
  const close = useCallback(() => setOpen(false), [])
  const onClosed = useCallback(() => {
    const target = opener.current?.isConnected === true ? opener.current : document.querySelector('#main')
    if (target instanceof HTMLElement) target.focus({ preventScroll: true })
  }, [])
  return useMemo(() => ({ isOpen, open, close, onClosed }), [isOpen, open, close, onClosed])
}

/** An item of a menu is gone by then; its menu's button is not. */
function openerOf(element: Element | null): Element | null {
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return typeof button === 'string' ? document.querySelector(`#${CSS.escape(button)}`) : element
}

interface DialogProps {
  of: DialogState
  title: ReactNode
  isWide?: boolean
  children: ReactNode
}

/** Over the page. Esc closes it, and focus returns to what opened it. */
export function Dialog({ of: { isOpen, close, onClosed }, title, isWide = false, children }: DialogProps) {
  return (
    <Modal opened={isOpen} onClose={close} title={title} size={isWide ? 'xl' : 'lg'} returnFocus={false} onExitTransitionEnd={onClosed}>
      {children}
    </Modal>
  )
}
