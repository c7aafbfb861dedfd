import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'
describeApi('probe', (start) => {
  it('a', async () => {
    let t = Date.now(); const lap = (s: string) => { console.log(s, Date.now() - t); t = Date.now() }
    const api = await start(); lap('start')
    const owner = await api.founder('acme'); lap('founder')
    console.log(api.routes.join('\n'))
    const { module } = await api.publish(owner, 'acme'); lap('publish')
    console.log(JSON.stringify(module, null, 1))
    await api.import(); lap('import')
    console.log((await owner.get(REGISTRY + '/acme/label/null/versions')).text)
    const d = await owner.get(REGISTRY + '/acme/label/null/1.0.0/download')
    console.log(d.status, d.headers)
    await api.member(owner, 'acme', 'bob', {}); lap('member')
    for (const p of ['/api/v2/organizations/%00', '/api/v2/organizations/%ZZ', '/api/v2/organizations/' + 'a'.repeat(2000), '/nope', '/api/v2/nope', '/api/registry/nope', '/api/registry/v1/modules/a/b/c/d/e/f', '/api/v2/organizations?q=%00', '/api/v2/organizations?q=%5C', '/api/v2/organizations/acme/registry-modules?q=%5C%25', REGISTRY + '/a%00/b/c/versions', REGISTRY+'/search?q=%00', REGISTRY+'/acme/label/null/%00/download','/api/v2/organizations/acme/registry-modules?filter[provider]=%00', '/api/v2/registry-modules/%00', '/api/v2/authentication-tokens/%00', '/api/v2/organizations?page[number]=99999999&page[size]=5000', '/api/v2/organizations?page[number]=-3&page[size]=0']) {
      const a = await owner.get(p); console.log(p.slice(0, 60), a.status, a.text.slice(0, 200), a.headers['content-type'])
    }
    for (const b of ['{"data":{"attributes":{"name":"x\\u0000y","email":"a@b.c"}}}', '{"data":{"attributes":{"name":"xy","email":"a\\u0000@b.c"}}}', '[', 'null', '[]', '5', '{"data":{"type":"wrong","attributes":{"name":"n1","email":"a@b.c"}}}', '{"data":{"attributes":{"name":"n1","email":"a@b.c","external-id":true, "id": true}}}', '{"data":{}}', '['.repeat(400000), '{"__proto__":{"data":{"attributes":{"name":"p","email":"a@b.c"}}}}','{"data":{"attributes":{"name":5,"email":null}}}', '{"data":{"type":"organizations"}}', '{"data":{"attributes":{"name":"n2","email":"a\\ud800@b.c"}}}']) {
      const a = await owner.call('POST', '/api/v2/organizations', { body: b }); console.log(b.slice(0, 80), a.status, a.text.slice(0, 900))
    }
    let a = await owner.call('PATCH', '/api/v2/organizations/acme', { body: {data: {type: 'organizations'}} }); console.log('patch no attrs', a.status, a.text.slice(0,300))
    a = await owner.call('POST', `/api/v2/users/${owner.userId}/authentication-tokens`, { body: {data: {type: '', attributes: {description: 'x\u0000'}}} }); console.log('tok nul', a.status, a.text.slice(0,300))
    a = await owner.call('POST', `/api/v2/users/${owner.userId}/authentication-tokens`); console.log('tok', a.status, a.text.slice(0,600))
    a = await owner.call('POST', `/api/v2/users/${owner.userId}/authentication-tokens`, { body: 'x'.repeat(1100000)}); console.log('413', a.status, a.text.slice(0,600), a.headers)
    a = await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`, {headers: {'content-type': 'application/json'}}); console.log('resync', a.status, a.text.slice(0,100))
    a = await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync/`, {headers: {'content-type': 'garbage'}}); console.log('resync', a.status, a.text.slice(0,100))
    a = await owner.call('POST', `/api/v2/organizations`, {headers: {'content-type': 'garbage'}, body: '{}'}); console.log('garbage type', a.status, a.text.slice(0,300))
    a = await owner.call('PUT', `/api/v2/organizations`); console.log('PUT', a.status, a.text.slice(0,300))
    a = await owner.call('OPTIONS', `/api/v2/organizations`); console.log('OPT', a.status, a.text.slice(0,300))
    console.log(api.complaints)
    expect(1).toBe(1)
  }, 60000)
})
