import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'
import { browserOn, signIn, userWithPassword } from './login.fixture.ts'

const TOKENS = '/app/settings/tokens'

describeApi('the page of tokens', (start) => {
  it('creates a token, shows it once, lists it and deletes it', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const shown = await signIn(browser, 'ada')
    const created = await browser.submit(shown, TOKENS, { description: '<b>for</b> the "pipeline"', lifetime: '30' })
    const text = /<code>(\w+\.atlasv1\.\w+)<\/code>/.exec(created.text)?.[1] ?? ''
    expect((await api.withToken(text).get('/api/v2/account/details')).data.attributes['username']).toBe('ada')
    const listed = await browser.open(TOKENS)
    expect(listed.text).not.toContain(text)
    expect(listed.text).toContain('&lt;b&gt;for&lt;/b&gt; the &quot;pipeline&quot;')
    expect(listed.text).not.toContain('<b>')
    const action = /action="(\/app\/settings\/tokens\/at-\w+\/delete)"/.exec(listed.text)?.[1] ?? ''
    const deleted = await browser.submit(listed, action)
    expect([deleted.path, deleted.text.includes('pipeline')]).toEqual([TOKENS, false])
    expect((await api.withToken(text).get('/api/v2/account/details')).status).toBe(401)
    expect((await browser.submit(listed, action)).path).toBe(TOKENS)
  })

  it('gives a new token with the block to paste for the address of the server', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const created = await browser.submit(await signIn(browser, 'ada'), TOKENS, { description: 'ci', lifetime: '30' })
    const text = /<code>(\w+\.atlasv1\.\w+)<\/code>/.exec(created.text)?.[1] ?? ''
    const [block = '', variable] = [...created.text.matchAll(/<pre><code>([^<]*)<\/code><\/pre>/g)].map(([, pasted]) => pasted)
    expect(block.replaceAll('&quot;', '"')).toBe(`credentials "registry.example.com" {\n  token = "${text}"\n}`)
    expect(variable).toBe(`export TF_TOKEN_registry_example_com=${text}`)
  })

  it("neither shows nor deletes somebody else's tokens", async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const bob = await userWithPassword(api, 'bob')
    const [token] = (await bob.get(`/api/v2/users/${bob.userId}/authentication-tokens`)).list
    const browser = browserOn(api)
    const shown = await signIn(browser, 'ada')
    expect(shown.text).not.toContain(token?.id)
    const aimed = { ...shown, text: shown.text.replaceAll(/at-\w{16}/g, token?.id ?? '') }
    expect((await browser.submit(aimed, `${TOKENS}/${token?.id}/delete`)).path).toBe(TOKENS)
    expect((await bob.get('/api/v2/account/details')).status).toBe(200)
  })

  it('tells users of `terraform login` what to do', async () => {
    const api = await start()
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    expect((await browser.open(`${TOKENS}?source=terraform-login`)).text).toContain('paste it into the terminal')
  })

  it('creates tokens that never expire, and refuses a description that is too long', async () => {
    const api = await start()
    const ada = await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    const shown = await signIn(browser, 'ada')
    await browser.submit(shown, TOKENS, { description: 'for ever', lifetime: 'never' })
    const tokens = (await ada.get(`/api/v2/users/${ada.userId}/authentication-tokens`)).list
    expect(tokens.find(({ attributes }) => attributes['description'] === 'for ever')?.attributes['expired-at']).toBeNull()
    const refused = await browser.submit(shown, TOKENS, { description: 'x'.repeat(256), lifetime: '' })
    expect([refused.status, refused.text.includes('too long')]).toEqual([422, true])
  })
})
