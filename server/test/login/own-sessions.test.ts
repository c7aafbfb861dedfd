// One's own browsers, as the API lists and ends them.
import { expect, it } from 'vitest'
import { describeAdministered, type StartAdministered } from '../support/administered-api.ts'
import { browserOn, signIn, userWithPassword } from './login.fixture.ts'
import { pageOf } from './session-client.ts'

const PATH = '/api/v2/account/sessions'

async function browsersOf(start: StartAdministered) {
  const api = await start({ own: true })
  const url = await api.app.http.listen({ host: '127.0.0.1', port: 0 })
  await api.user('ada')
  const open = (username: string) => pageOf(api.app, username, { url, publicUrl: 'https://registry.example.com' })
  return { here: await open('admin'), there: await open('admin'), ada: await open('ada') }
}

interface Listed {
  id: string
  attributes: Record<string, unknown>
}
const listed = (text: string) => (JSON.parse(text) as { data: Listed[] }).data

describeAdministered("one's own sessions", (start) => {
  it('are listed with the one that asks, and those that are ended stop at once', async () => {
    const { here, there } = await browsersOf(start)
    const all = listed((await here.send('GET', PATH)).text)
    expect(all.map(({ attributes }) => String(attributes['is-current'])).toSorted()).toEqual(['false', 'true'])
    const second = listed((await here.send('GET', `${PATH}?page[number]=2&page[size]=1`)).text)
    expect(second).toEqual(all.slice(1))
    const other = all.find(({ attributes }) => attributes['is-current'] === false)
    expect((await there.send('GET', PATH)).status).toBe(200)
    expect((await here.send('DELETE', `${PATH}/${other?.id}`, { headers: await here.changing() })).status).toBe(204)
    expect((await there.send('GET', PATH)).status).toBe(401)
    expect(listed((await here.send('GET', PATH)).text)).toMatchObject([{ attributes: { 'is-current': true } }])
    expect((await here.send('DELETE', `${PATH}/${other?.id}`, { headers: await here.changing() })).status).toBe(404)
  })

  it("are nobody else's to end", async () => {
    const { here, ada } = await browsersOf(start)
    const [session] = listed((await ada.send('GET', PATH)).text)
    expect((await here.send('DELETE', `${PATH}/${session?.id}`, { headers: await here.changing() })).status).toBe(404)
    expect((await ada.send('DELETE', `${PATH}/${session?.id}`, { headers: await ada.changing() })).status).toBe(204)
    expect((await ada.send('GET', PATH)).status).toBe(401)
  })

  it('say where they began, are gone from the list when their time is over, and leave an entry when ended', async () => {
    const api = await start({ own: true })
    const ada = await userWithPassword(api, 'ada')
    await signIn(browserOn(api, '192.0.2.4'), 'ada')
    const [session] = (await ada.get(PATH)).list
    expect(session?.attributes).toMatchObject({
      'is-current': false,
      'remote-address': '192.0.2.4',
      'user-agent': expect.stringMatching(/^lightMyRequest/),
    })
    expect((await ada.delete(`${PATH}/${session?.id}`)).status).toBe(204)
    const { json } = await ada.get('/api/v2/account/audit-trail')
    expect(json['data']).toContainEqual(
      expect.objectContaining({ resource: expect.objectContaining({ action: 'end_session', id: ada.userId }) }),
    )
    await signIn(browserOn(api), 'ada')
    api.clock.advance(13 * 3_600_000)
    expect((await ada.get(PATH)).list).toEqual([])
  })
})
