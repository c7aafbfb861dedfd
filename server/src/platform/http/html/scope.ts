// Makes a Fastify scope serve pages: forms as bodies, strict headers, readable failures.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from '../../observability/index.ts'
import { foreseen } from '../failures/foreseen.ts'
import { readForms } from './forms.ts'
import { html } from './markup.ts'
import { type Page, pageText } from './page.ts'
import type { Stylesheet } from './stylesheet.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Sends a page. */
    page(page: Page): FastifyReply
  }
}

/**
 * Of every page for people. Nobody may frame it. The referrer stays on for the same origin: without it, browsers send no usable
 * `Origin` with forms. Over plain HTTP, browsers warn of a policy for openers, and ignore it.
 */
export function pageHeaders(publicUrl: string): Record<string, string> {
  return {
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
}

export interface HtmlParts {
  logger: Logger
  stylesheet: Stylesheet
  publicUrl: string
}

/** Pages load and run nothing from elsewhere. */
export function speakHtml(scope: FastifyInstance, { logger, stylesheet, publicUrl }: HtmlParts): void {
  const headers = { ...pageHeaders(publicUrl), 'content-security-policy': policyWithForms("'self'") }
  readForms(scope)
  scope.decorateReply('page', function (this: FastifyReply, page: Page) {
    const colorScheme = colorSchemeIn(this.request.headers.cookie)
    return this.type('text/html; charset=utf-8').send(pageText(page, { ...stylesheet, colorScheme }))
  })
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  scope.setErrorHandler((error, request, reply) => {
    const failure = foreseen(error, request, reply, logger)
    const texts = failure?.problems.map(({ detail }) => detail) ?? [`The server failed unexpectedly (request ${request.id}).`]
    const body = html`${texts.map((text) => html`<p class="problem">${text}</p>`)}<p><a href="/app/settings/tokens">Back to the start page</a></p>`
    return reply.code(failure?.status ?? 500).page({ title: 'The request failed', body })
  })
}

/** @returns what the reader chose in the interface; undefined for that of the system */
export function colorSchemeIn(cookie = ''): string | undefined {
  return /(?:^|; )terrace-color-scheme=(light|dark)(?:;|$)/.exec(cookie)?.[1]
}

/** @param targets the targets of the page's forms and of the redirects after them, in the syntax of `form-action` */
export function policyWithForms(targets: string): string {
  return `default-src 'none'; style-src 'self'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`
}
