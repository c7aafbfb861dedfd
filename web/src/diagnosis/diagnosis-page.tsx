import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { type Diagnosis, runDiagnosis } from '../api/diagnosis.ts'
import { HOST } from '../api/page-facts.ts'
import { usePageTitle } from '../components/page-title.ts'
import { textOf } from '../forms/elements.ts'
import { SecretField, TextField } from '../forms/fields.tsx'
import { Form } from '../forms/form.tsx'
import { Steps } from './steps.tsx'

/** Why does `terraform init` fail? */
export function DiagnosisPage() {
  const { source = '', version = '' } = useSearch({ from: '/settings/diagnose' })
  const [diagnosis, setDiagnosis] = useState<Diagnosis>()
  const result = useRef<HTMLHeadingElement>(null)
  usePageTitle('Diagnose')
  useEffect(() => {
    if (diagnosis !== undefined) result.current?.focus()
  }, [diagnosis])
  return (
    <div className="narrow">
      <h1>Diagnose</h1>
      <p>
        Why does <code>terraform init</code> fail? This server goes the same way as the command line, and says at which step it ends. Where
        the command line runs on another network, <code>terrace diagnose</code> does the same from there.
      </p>
      <Form
        key={`${source} ${version}`}
        label="Diagnose an installation"
        action="Diagnose"
        submit={async (values) =>
          await runDiagnosis({ source: textOf(values, 'source'), version: textOf(values, 'version'), token: textOf(values, 'token') })
        }
        onDone={setDiagnosis}
      >
        <TextField
          name="source"
          label="Source of the module"
          description={`As in the module block: ${HOST}/acme/vpc/aws`}
          defaultValue={source}
          maxLength={500}
          required
          spellCheck={false}
        />
        <TextField
          name="version"
          label="Version"
          description="An exact one; the newest when this is empty"
          defaultValue={version}
          maxLength={255}
        />
        <SecretField
          name="token"
          label="Token"
          description="Of the host of the source. This registry is asked as you when this is empty. It is not stored."
        />
      </Form>
      {diagnosis !== undefined && (
        <section className="diagnosis" aria-labelledby="diagnosis-result">
          <h2 id="diagnosis-result" ref={result} tabIndex={-1}>
            {summaryOf(diagnosis)}
          </h2>
          <Steps steps={diagnosis.steps} />
        </section>
      )}
    </div>
  )
}

function summaryOf({ source, steps }: Diagnosis): string {
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  return failed === undefined ? `${source} can be installed` : `${source} cannot be installed`
}
