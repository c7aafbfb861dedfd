// Tables that narrow screens show as blocks, one for each row.
import { type Content, html, type Markup } from './markup.ts'

/** The roles stay where the style sheet makes blocks of rows. @param columns an empty name is of buttons */
export function table(columns: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  const heads = columns.map((name) => (name === '' ? html`<td role="cell"></td>` : html`<th scope="col" role="columnheader">${name}</th>`))
  const cells = (row: readonly Content[]) =>
    row.map((content, index) => html`<td role="cell" data-label="${columns[index]}">${content}</td>`)
  return html`<table role="table">
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${cells(row)}</tr>\n`)}</tbody>
</table>`
}
