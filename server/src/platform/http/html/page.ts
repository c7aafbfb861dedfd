// The layout of every page.
import { html, type Markup } from './markup.ts'
import type { Stylesheet } from './stylesheet.ts'

export interface Page {
  title: string
  /** shown before the name of the product */
  header?: Markup | undefined
  body: Markup
}

/** @returns a complete HTML document */
export function pageText({ title, header, body }: Page, { href }: Pick<Stylesheet, 'href'>): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Terrace</title>
<link rel="stylesheet" href="${href}">
</head>
<body>
<header><strong>Terrace</strong>${header}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}
