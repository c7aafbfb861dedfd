// The beginning of the list of modules as HTML. Browsers show it at once; the interface puts its own in its place when it is there.
// Its elements and classes are those of `web/src/registry`, so that nothing moves.
import { html, type Markup } from '../../platform/http/html/index.ts'
import type { FirstList, ListedModule } from '../first-list.ts'

const number = new Intl.NumberFormat('en')

/** @returns nothing for an empty list, where the interface says what to do */
export function firstListPage({ organization, totalCount, modules }: FirstList): Markup {
  if (modules.length === 0) return html``
  const shown = modules.length < totalCount ? ` · 1 to ${modules.length}` : ''
  return html`<main><h1>Modules</h1><div class="filter"></div>
<div class="with-facets"><div class="facets"></div><div class="found">
<p class="count">${number.format(totalCount)} ${totalCount === 1 ? 'module' : 'modules'}${shown}</p>
<ul class="rows panel" aria-label="Modules">${modules.map((module) => html`<li>${row(organization, module)}</li>`)}</ul>
</div></div></main>`
}

function row(organization: string, { module, totals }: ListedModule): Markup {
  const { registryName, namespace, name, provider, description, latestVersion } = module
  const path = [organization, 'registry', 'modules', registryName, namespace, name, provider].map(encodeURIComponent).join('/')
  return html`<a class="row" href="/app/${path}"><span class="tile" aria-hidden="true">${provider.slice(0, 2).toUpperCase()}</span>
<span class="row-body"><span class="row-title"><span>${namespace !== organization && html`<span class="muted">${namespace} / </span>`}
<strong>${name}</strong> <span class="muted">/ ${provider}</span></span>
${latestVersion !== null && html`<code>${latestVersion}</code>`}</span>
${description !== '' && html`<span class="row-text">${description}</span>`}</span>
<span class="row-end">${latestVersion !== null && downloadsOf(totals)}${dayOf(totals)}</span></a>`
}

function downloadsOf({ downloads }: ListedModule['totals']): Markup {
  return html`<span>↓ ${number.format(downloads)}<span class="hidden"> ${downloads === 1 ? 'download' : 'downloads'}</span></span>`
}

function dayOf({ lastPublishedAt }: ListedModule['totals']): Markup | undefined {
  if (lastPublishedAt === null) return undefined
  const day = new Date(lastPublishedAt).toISOString().slice(0, 'YYYY-MM-DD'.length)
  return html`<time datetime="${day}">${day}</time>`
}
