import { refreshEverything } from '../../api/managing/changes.ts'
import { resync, retry } from '../../api/managing/imports.ts'
import type { ModuleResource } from '../../api/modules.ts'
import { Facts } from '../../components/facts.tsx'
import { counted } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { isFailed } from '../../imports/states.ts'
import { ManagedModule } from '../managing/managed-module.tsx'
import type { ImportsPartProps } from './part-props.ts'
import { Tags } from './tags.tsx'
import { Timeline } from './timeline.tsx'
import { WebhookPanel } from './webhook-panel.tsx'
import { MODULE_STATES } from './words.ts'

/** Every tag with its decision, what happened and when, and the webhook that tells of pushes. */
export function ImportsPage() {
  return (
    <ManagedModule title="Imports">
      {(module, address, refusal) => (
        <div className="sections">
          <Source module={module} refusal={refusal} />
          {module.attributes['publishing-mechanism'] === 'git_tag' && <Tags module={module} address={address} refusal={refusal} />}
          <Timeline module={module} />
          {hasWebhook(module) && <WebhookPanel id={module.id} refusal={refusal} />}
        </div>
      )}
    </ManagedModule>
  )
}

function hasWebhook({ attributes }: ModuleResource): boolean {
  return typeof attributes['vcs-repo']?.['webhook-url'] === 'string'
}

function Source({ module: { id, attributes }, refusal }: Pick<ImportsPartProps, 'module' | 'refusal'>) {
  const { status, 'status-detail': detail, 'vcs-repo': repository, 'version-statuses': versions } = attributes
  const failed = versions.filter((each) => isFailed(each.status)).length
  const wanting = repository === null ? 'The module has no repository: its versions are uploaded.' : undefined
  return (
    <section className="panel padded" aria-labelledby="source">
      <h2 id="source">Repository</h2>
      <Facts
        of={[
          ['Repository', repository?.['display-identifier']],
          ['State', `${MODULE_STATES[status]}${detail === null ? '' : `: ${detail}`}`],
          ['Versions', counted(versions.length, 'version') + (failed === 0 ? '' : `, ${failed} of them failed`)],
        ]}
      />
      <div className="actions">
        <Act
          act={() => resync(id)}
          refusal={refusal ?? wanting}
          onDone={() => {
            announce('The repository is being synced.')
            void refreshEverything()
          }}
        >
          Resync tags
        </Act>
        {failed > 0 && (
          <Act
            act={() => retry(id)}
            refusal={refusal === undefined ? undefined : ''}
            onDone={() => {
              announce(`${counted(failed, 'version')} imported again.`)
              void refreshEverything()
            }}
          >
            Retry {counted(failed, 'failed version')}
          </Act>
        )}
      </div>
    </section>
  )
}
