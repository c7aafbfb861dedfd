import { CopyButton } from '../components/copy-button.tsx'

/** What gives a repository its first version. */
export const FIRST_TAG = 'git tag v0.1.0 && git push origin v0.1.0'

export function FirstTag() {
  return (
    <>
      <code>{FIRST_TAG}</code> <CopyButton text={FIRST_TAG} what="the commands" />
    </>
  )
}
