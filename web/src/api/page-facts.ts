// What the server says about itself in the document.

const metaOf = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
/** In development, nothing fills in the document. */
const filled = (value: string): string | undefined => (value === '' || value.startsWith('%') ? undefined : value)

/** How clients reach this server, without a slash at the end. */
export const PUBLIC_URL: string = filled(metaOf('public-url')) ?? location.origin
export const HOST: string = new URL(PUBLIC_URL).host
export const VERSION: string = filled(metaOf('version')) ?? 'development'
/** Whether the browser has a session, which may have ended. Without one, there is nothing to ask for. */
export const HAS_SESSION: boolean = metaOf('session') !== 'none'
export const STYLE_NONCE: string | undefined = filled(metaOf('csp-nonce'))
