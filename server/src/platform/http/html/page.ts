// The layout of every page.
import { html, type Markup } from './markup.ts'
import type { Stylesheet } from './stylesheet.ts'

export interface PageLook extends Pick<Stylesheet, 'href'> {
  /** that the reader chose in the interface; undefined for that of the system */
  colorScheme: string | undefined
}

export interface Page {
  title: string
  /** shown before the name of the product */
  header?: Markup | undefined
  body: Markup
}

const MARK = html`<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><rect width="24" height="24" rx="5"/><path d="M5 17h14M5 12h9.5M5 7h5"/></svg>`

/** @returns a complete HTML document */
export function pageText({ title, header, body }: Page, { href, colorScheme }: PageLook): string {
  return html`<!doctype html>
<html lang="en"${colorScheme !== undefined && html` data-color-scheme="${colorScheme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Terrace</title>
<link rel="stylesheet" href="${href}">
</head>
<body>
<header><a class="mark" href="/">${MARK}Terrace</a>${header}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}
