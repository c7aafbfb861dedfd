// The site that tests share, and the people who open it.
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import type { Consumer } from '../../support/installed-terraform.ts'
import { createManagementApi, type ManagementApi } from '../../support/management-api.ts'
import { PASSWORD, type SiteFacts } from './start-site.ts'

export interface Site extends SiteFacts {
  /** as `ada` */
  api: ManagementApi
}

/**
 * All organizations belong to `ada`. `acme` has three modules and `zenith` none, which no test changes.
 * `nobody` is a user of no organization. So is `warden`, who administers the site.
 */
export function sharedSite(): Site {
  const facts = inject('site')
  return { ...facts, api: createManagementApi({ url: `http://${facts.host}` }, facts.token) }
}

/** Somebody with the command line tool, and with `ada`'s token. */
export function consumerOf({ directory, host, token }: SiteFacts, program: string): Consumer {
  return { program, directory: `${directory}/consumers`, server: { host, url: `http://${host}` }, token }
}

/** Fills in the form that the page shows. */
export async function signIn(page: Page, username = 'ada'): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
