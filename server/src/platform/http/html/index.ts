export { field, readForms } from './forms.ts'
export { html, type Markup } from './markup.ts'
export { policyWithForms, speakHtml } from './scope.ts'
export { type Stylesheet, serveStylesheet } from './stylesheet.ts'
