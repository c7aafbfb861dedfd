import { Modal } from '@mantine/core'
import { useSignal } from '../api/client/signal.ts'
import { keysAreShown, returnFocus } from './opening.ts'
import { singleKeysAreOn, switchSingleKeys } from './single-keys.ts'

const KEYS = [
  ['Ctrl K or ⌘ K', 'Search modules, pages and actions, or take anything pasted'],
  ['/', 'Go to the filter of the page, or search'],
  ['[ and ]', 'Older and newer version of a module'],
  ['.', 'Go to the source of the module'],
  ['?', 'This list'],
  ['Arrow keys, Home, End', 'Move between tabs, and in menus and lists'],
  ['Esc', 'Close a menu or a dialog'],
] as const

export function KeysDialog({ isOpen }: { isOpen: boolean }) {
  const areOn = useSignal(singleKeysAreOn)
  return (
    <Modal opened={isOpen} onClose={() => keysAreShown.set(false)} title="Keys" returnFocus={false} onExitTransitionEnd={returnFocus}>
      <dl className="keys">
        {KEYS.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={areOn} onChange={({ currentTarget: { checked } }) => switchSingleKeys(checked)} />
        Single keys do something in this browser
      </label>
    </Modal>
  )
}
