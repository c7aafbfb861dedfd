import { TextField } from '../../../forms/fields.tsx'
import type { Host } from '../hosts/host.ts'
import { Step } from './step.tsx'

interface AddressProps {
  host: Host
  url: string
  onUrl: (url: string) => void
}

/** Where an own host is. A hosted service has one address, which nobody needs to type. */
export function Address({ host, url, onUrl }: AddressProps) {
  if (host.url !== undefined) return null
  return (
    <Step title="Say where it is">
      <TextField
        name="http-url"
        label="Address"
        description={`Such as ${host.urlExample}`}
        value={url}
        onChange={({ currentTarget }) => onUrl(currentTarget.value.trim())}
        required
        inputMode="url"
        spellCheck={false}
      />
    </Step>
  )
}
