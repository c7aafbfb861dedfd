import { Link, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { ADD } from '../../addresses/add-module.ts'
import { MODULE, paramsOf } from '../../addresses/module.ts'
import { isNotFound } from '../../api/client/failures.ts'
import type { ImportState } from '../../api/managing/imports.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { ButtonLink } from '../../components/links.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { Steps } from '../steps/steps.tsx'
import { ImportLog } from './import-log.tsx'
import { type ImportProgress, progressOf } from './import-progress.ts'
import { Progress } from './progress.tsx'
import { useImport } from './use-import.ts'
import { useWebhook, WebhookBar } from './webhook-bar.tsx'

interface ImportStepProps {
  address: ModuleAddress
  mayPublish: boolean
}

/** What becomes of every tag, as it happens. Whoever opens the address sees the same. */
export function ImportStep({ address, mayPublish }: ImportStepProps) {
  const state = useImport(address)
  const { name, provider } = address
  usePageTitle(`Import of ${name}/${provider}`, address.organization)
  if (isNotFound(state.error)) return <NotFound />
  return (
    <Loaded query={state} what="The import">
      {(found) => <Import address={address} state={found} mayPublish={mayPublish} />}
    </Loaded>
  )
}

function Import({ address, state, mayPublish }: ImportStepProps & { state: ImportState }) {
  const { org } = useParams({ from: ADD })
  const { name, provider } = address
  const { id, attributes } = state.module
  const progress = progressOf(state)
  const webhook = useWebhook(id, attributes['vcs-repo'] !== null)
  useArrival(address, progress, webhook.isSettled)
  const repository = attributes['vcs-repo']?.identifier ?? `${name}/${provider}`
  return (
    <>
      <h1>{progress.isOver ? `Imported ${repository}` : `Importing ${repository}`}</h1>
      {attributes['vcs-repo'] !== null && <Steps current="import" />}
      <div className="bars import-bars">
        {webhook.isRefused && webhook.data && <WebhookBar moduleId={id} webhook={webhook.data} mayManage={mayPublish} />}
      </div>
      <section className="panel padded">
        <Progress progress={progress} status={attributes.status} detail={attributes['status-detail']} />
        <div className="actions">
          {progress.ready > 0 && (
            <ButtonLink component="a" to={MODULE} params={paramsOf(address)}>
              {progress.isOver ? `Open ${name}/${provider}` : `Open ${name}/${provider} now`}
            </ButtonLink>
          )}
          {mayPublish && (
            <Link to={ADD} params={{ org }} search={{}}>
              Publish another module
            </Link>
          )}
        </div>
        {!progress.isOver && <p className="subtle">You can leave this page. The import goes on.</p>}
      </section>
      <ImportLog address={address} moduleId={id} progress={progress} mayRetry={mayPublish} />
    </>
  )
}

/** Whoever still watches at the end goes on to the module, unless something here needs them. */
function useArrival(address: ModuleAddress, { isOver, failed, ready }: ImportProgress, isWebhookSettled: boolean): void {
  const navigate = useNavigate()
  const isWatched = useRouterState({ select: ({ location }) => location.state.isWatched === true })
  const hasSeenItRun = useRef(isWatched)
  const isDone = isOver && failed === 0 && ready > 0 && isWebhookSettled
  const params = paramsOf(address)
  useEffect(() => {
    if (!isOver) hasSeenItRun.current = true
    if (isDone && hasSeenItRun.current) void navigate({ to: MODULE, params, replace: true })
    // oxlint-disable-next-line react/exhaustive-deps -- the address stays the same
  }, [isOver, isDone])
}
