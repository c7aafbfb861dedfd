// Runs before the first paint, so that the page never shows the other colour scheme first. Kept in a cookie, which pages that
// the server renders can read too.
const chosen = /(?:^|; )terrace-color-scheme=(light|dark)/.exec(document.cookie)?.[1]
const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
document.documentElement.dataset.mantineColorScheme = chosen ?? preferred
