// Every screen in every combination of theme, width, text size and motion. It takes minutes, so that `npm run matrix` runs it alone.
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { describeInChromium, visitorsIn } from './chromium.ts'
import { sharedSite, signIn } from './site.ts'

const WIDTHS = [1280, 768, 390]
const HEIGHT = 860
const THEMES = ['light', 'dark'] as const
const MOTIONS = ['no-preference', 'reduce'] as const
/** Of the browser's text, in pixels: as it comes, and at 200 %. */
const USUAL_SIZE = 16
const TEXT_SIZES = [USUAL_SIZE, 32]
/** Of what is read, where text is as it comes. */
const BODY_SIZE = 14

const acme = '/app/acme/registry'
const network = `${acme}/modules/private/acme/network/aws`
const label = `${acme}/modules/private/acme/label/null`
const documented = '/app/library/registry/modules/private/library/documented/aws'
const MISSING = /status of 404/
const WRONG = /status of 422/

interface Screen {
  path: string
  /** a heading that is there when the screen is */
  heading: string
  /** what the console may say */
  expected?: RegExp
  /** what has to be done first */
  act?: (page: Page) => Promise<unknown>
  isSignedOut?: boolean
}

const tab = (path: string, name: string, heading: string): Screen => ({ path: `${path}?tab=${name}`, heading })

const administration = (page: string, heading: string): Screen => ({
  path: `/app/settings/administration/${page}`,
  heading,
  isSignedOut: true,
  act: async (shown) => {
    await signIn(shown, 'warden')
    await shown.getByRole('heading', { level: 1, name: heading }).waitFor()
    await shown.getByRole('table').first().waitFor()
  },
})

const SCREENS: Record<string, Screen> = {
  'the sign-in page': { path: '/app/acme', heading: 'Sign in', isSignedOut: true },
  'the list': { path: `${acme}/private/modules`, heading: 'Modules' },
  'a list of hits': { path: `${acme}/private/modules?q=range`, heading: 'Modules' },
  'a list that is narrowed': { path: `${acme}/private/modules?provider=null&status=no_version_tags`, heading: 'Modules' },
  'a search without a hit': { path: `${acme}/private/modules?q=nothing-like-this`, heading: 'Modules' },
  'a search that is wrong': { path: `${acme}/private/modules?q=status:brokn`, heading: 'Modules', expected: WRONG },
  'an empty registry': { path: '/app/zenith/registry/private/modules', heading: 'zenith has no module yet' },
  'a README': { path: documented, heading: 'Documented', expected: MISSING },
  inputs: tab(label, 'inputs', 'Optional'),
  outputs: tab(label, 'outputs', 'label'),
  dependencies: tab(label, 'dependencies', 'label'),
  resources: tab(label, 'resources', 'Resources 1'),
  source: tab(documented, 'source', 'Files'),
  versions: tab(network, 'versions', 'What would I get?'),
  'what a constraint selects': { path: `${network}?tab=versions#constraint=~%3E%201.0&terraform=1.5.7`, heading: '1.x' },
  changelog: tab(documented, 'changelog', 'What 1.1.0 changed'),
  'a version that failed': { path: `${network}/1.1.0`, heading: '1.x' },
  'an old version': { path: `${network}/1.0.0`, heading: 'network' },
  'a version that does not exist': { path: `${network}/9.9.9`, heading: 'network', expected: MISSING },
  'a module without versions': { path: `${acme}/modules/private/acme/untagged/null`, heading: 'untagged' },
  'a submodule': { path: `${network}/1.2.0/submodules/modules/endpoints`, heading: 'modules/endpoints' },
  'an example': { path: `${network}/1.2.0/examples/examples/complete`, heading: 'examples/complete' },
  'inputs that join the block': { path: `${network}#with=tags`, heading: 'Use this module' },
  'a document to print': {
    path: network,
    heading: 'Outputs',
    act: (page) => page.getByRole('link', { name: 'Print view' }).click(),
  },
  'a file': { path: `${documented}/1.1.0/source/main.tf#L2-L4`, heading: 'main.tf' },
  'an image': { path: `${documented}/1.1.0/source/docs/net.svg`, heading: 'docs/net.svg' },
  'a binary file': { path: `${documented}/1.1.0/source/files/data.bin`, heading: 'files/data.bin' },
  'a file that does not exist': { path: `${documented}/1.1.0/source/nothing.tf`, heading: 'documented', expected: MISSING },
  'a module that does not exist': {
    path: `${acme}/modules/private/acme/netwrok/aws`,
    heading: 'Not found, or you have no access',
    expected: MISSING,
  },
  'an unknown page': { path: '/app/acme/no/such/page', heading: 'Not found, or you have no access' },
  imports: { path: `${network}/imports`, heading: 'Imports of network/aws' },
  'publish settings': { path: `${network}/settings`, heading: 'Publish settings of network/aws' },
  'the choice of a repository': { path: `${acme}/modules/add`, heading: 'What a repository needs' },
  'an upload': { path: `${acme}/modules/add?step=upload`, heading: 'The same by API' },
  'an import with a failed version': {
    path: `${acme}/modules/add?step=import&name=network&provider=aws`,
    heading: 'Imported platform/terraform-aws-network',
  },
  'deleted modules': { path: `${acme}/deleted-modules`, heading: 'Deleted modules' },
  'the menu of what changes a module': {
    path: label,
    heading: 'label',
    act: (page) => page.getByRole('button', { name: 'Manage' }).click(),
  },
  'a deletion': { path: label, heading: 'Delete module', act: (page) => choose(page, 'Delete module…') },
  'a revocation': { path: label, heading: 'What others see afterwards', act: (page) => choose(page, 'Revoke 0.4.2…') },
  settings: { path: '/app/acme/settings', heading: 'General' },
  'the users of an organization': { path: '/app/acme/settings/users', heading: 'Users' },
  'an invitation': {
    path: '/app/acme/settings/users',
    heading: 'Users',
    act: (page) => page.getByRole('button', { name: 'Invite a user' }).click(),
  },
  'the teams of an organization': { path: '/app/acme/settings/teams', heading: 'Teams' },
  'a team': {
    path: '/app/acme/settings/teams',
    heading: 'Teams',
    act: async (page) => {
      await page.getByRole('link', { name: 'owners' }).click()
      await page.getByRole('heading', { name: 'Tokens' }).waitFor()
    },
  },
  'tokens of an organization': { path: '/app/acme/settings/authentication-tokens', heading: 'Tokens', expected: MISSING },
  'the audit trail': { path: '/app/acme/settings/audit', heading: 'Audit trail' },
  'VCS providers': { path: '/app/acme/settings/version-control', heading: 'VCS providers' },
  'the choice of a git host': { path: '/app/acme/settings/version-control/add', heading: 'Add a VCS provider' },
  'a git host by OAuth': { path: '/app/acme/settings/version-control/add?host=gitlab_hosted&how=oauth', heading: 'Enter what it shows' },
  'a git host by token': { path: '/app/acme/settings/version-control/add?host=git', heading: 'Enter it here' },
  'a connection': {
    path: '/app/acme/settings/version-control',
    heading: 'Access',
    act: async (page) => {
      await page.getByRole('link', { name: /Connected/ }).click()
      await page.getByText('from its repositories.').waitFor()
    },
  },
  organizations: { path: '/app/organizations', heading: 'Your organizations' },
  'a new organization': { path: '/app/organizations/new', heading: 'New organization' },
  browsers: { path: '/app/settings/sessions', heading: 'Browsers' },
  tokens: { path: '/app/settings/tokens', heading: 'Tokens' },
  'the sharing of an organization': { path: '/app/acme/settings/sharing', heading: 'Shared by acme' },
  'the organizations of the site': administration('organizations', 'Organizations'),
  'the users of the site': administration('users', 'Users'),
  'the health of the site': administration('health', 'Health'),
  'the palette': {
    path: '/app/acme/settings',
    heading: 'General',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search or paste' }).fill('netw')
      await page.getByRole('option', { name: 'acme/network/aws' }).waitFor()
    },
  },
  'the list of keys': {
    path: '/app/acme/settings',
    heading: 'General',
    act: async (page) => {
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    },
  },
}

describeInChromium('every screen of the web interface', (executable) => {
  const site = sharedSite()
  const { signedIn, visitor } = visitorsIn(executable, () => site)

  describe.each(TEXT_SIZES)('with text of %i pixels', (size) => {
    test.each(Object.entries(SCREENS))('%s is sound in every theme and width, with motion and without', async (_name, screen) => {
      const { page, open, findings } = await (screen.isSignedOut === true ? visitor() : signedIn())
      const devTools = await page.context().newCDPSession(page)
      await devTools.send('Page.setFontSizes', { fontSizes: { standard: size, fixed: size } })
      await open(screen.path)
      const isShown = () => page.getByRole('heading', { name: screen.heading }).first().waitFor()
      if (screen.act === undefined) await isShown()
      else {
        await page.getByRole('heading').first().waitFor()
        await screen.act(page)
      }
      const bodySize = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize))
      expect(bodySize).toBe((BODY_SIZE * size) / USUAL_SIZE)
      const unsound: string[] = []
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT })
        for (const reducedMotion of MOTIONS) {
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ reducedMotion, colorScheme })
            await untilShown(page, colorScheme)
            const found = await findings(screen.expected)
            if (found.length > 0) unsound.push(`${width} px, ${colorScheme}, motion ${reducedMotion}: ${found.join('; ')}`)
          }
        }
      }
      expect(unsound).toEqual([])
    })
  })
})

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Manage' }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor()
}

/** The page hears of another theme. Its colors fade into it, for which `findings` waits. Pages of the server have no scripts. */
async function untilShown(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.waitForFunction((wanted) => (document.documentElement.dataset['mantineColorScheme'] ?? wanted) === wanted, theme)
}
