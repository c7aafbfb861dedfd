// Keys that do something by themselves. They never fire while somebody types or a dialog is open, and can be switched off.
import { useEffect, useRef } from 'react'
import { createSignal } from '../api/client/signal.ts'

interface Handler {
  key: string
  run: () => void
  /** for pages that have none of their own */
  isFallback: boolean
}

const SETTING = 'terrace-single-keys'
const FIELDS = 'input, textarea, select, [contenteditable="true"], [role="dialog"]'
const handlers = new Set<Handler>()

export const singleKeysAreOn = createSignal(readSetting())

export function switchSingleKeys(isOn: boolean): void {
  singleKeysAreOn.set(isOn)
  try {
    localStorage.setItem(SETTING, isOn ? 'on' : 'off')
  } catch {
    // Only the next visit notices.
  }
}

function readSetting(): boolean {
  try {
    return localStorage.getItem(SETTING) !== 'off'
  } catch {
    return true
  }
}

/** @param key as keyboards of any language give it, such as `/` */
export function useSingleKey(key: string, run: () => void, { isFallback = false } = {}): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const handler = { key, run: () => latest.current(), isFallback }
    if (handlers.size === 0) window.addEventListener('keydown', onKey)
    handlers.add(handler)
    return () => {
      handlers.delete(handler)
      if (handlers.size === 0) window.removeEventListener('keydown', onKey)
    }
  }, [key, isFallback])
}

function onKey(event: KeyboardEvent): void {
  const isModified = event.ctrlKey || event.metaKey || event.altKey
  // Some keyboards write `[` with a modifier.
  if ((isModified && !event.getModifierState('AltGraph')) || event.defaultPrevented || event.isComposing || !singleKeysAreOn.get()) return
  if (event.target instanceof Element && event.target.closest(FIELDS) !== null) return
  if (document.querySelector('[role="dialog"]') !== null) return
  const all = [...handlers].filter(({ key }) => key === event.key)
  const handler = all.findLast(({ isFallback }) => !isFallback) ?? all.at(-1)
  if (handler === undefined) return
  event.preventDefault()
  handler.run()
}
