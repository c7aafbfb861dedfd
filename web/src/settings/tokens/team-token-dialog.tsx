import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Team } from '../../api/teams.ts'
import { createTeamToken } from '../../api/tokens.ts'
import type { DialogState } from '../../forms/dialog.tsx'
import { TokenDialog } from './token-dialog.tsx'

interface TeamTokenDialogProps {
  of: DialogState
  org: string
  /** whose tokens the user may make */
  teams: readonly Team[]
}

/** As `TokenDialog`, with a choice of the team. */
export function TeamTokenDialog({ of: dialog, org, teams }: TeamTokenDialogProps) {
  const [chosen, setChosen] = useState<string>()
  const team = teams.find(({ id }) => id === chosen) ?? teams[0]
  if (team === undefined) return null
  return (
    <TokenDialog
      of={dialog}
      title="New token of a team"
      create={(wanted) => createTeamToken(org, team.id, wanted)}
      fields={
        <NativeSelect
          label="Team"
          data={teams.map(({ id, attributes }) => ({ value: id, label: attributes.name }))}
          value={team.id}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
      }
    />
  )
}
