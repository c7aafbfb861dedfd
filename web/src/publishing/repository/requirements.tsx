import { FAMILIES, namingOf } from './identifiers.ts'

/** What a repository must fulfil, said before one is chosen. */
export function Requirements({ serviceProvider }: { serviceProvider: string | undefined }) {
  return (
    <aside className="requirements" aria-label="What a repository needs">
      <h2>What a repository needs</h2>
      <dl>
        <dt>A connection that reads it</dt>
        <dd>
          With admin access, Terrace creates a webhook, and new tags arrive within seconds. Without it, Terrace looks every few minutes.
        </dd>
        <dt>
          The name <code>terraform-PROVIDER-NAME</code>
        </dt>
        <dd>
          Such as <code>terraform-aws-ec2-instance</code>. Called otherwise? Set name and provider in the next step.
        </dd>
        <dt>The standard module structure</dt>
        <dd>
          <code>*.tf</code> files in the root, or in the directory that you choose. Submodules are below <code>modules</code>, examples
          below <code>examples</code>.
        </dd>
        <dt>
          Release tags <code>x.y.z</code>
        </dt>
        <dd>
          Semantic versions, with or without a <code>v</code>: <code>v1.0.4</code>, <code>0.9.2</code>. Terrace ignores other tags.
        </dd>
      </dl>
      <h2>How hosts name repositories</h2>
      {serviceProvider === undefined ? (
        <dl>
          {FAMILIES.map(([family, { form, example }]) => (
            <div key={family}>
              <dt>{family}</dt>
              <dd>
                {form}, such as <code>{example}</code>
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p>
          At this host, {namingOf(serviceProvider).form}, such as <code>{namingOf(serviceProvider).example}</code>.
        </p>
      )}
    </aside>
  )
}
