#!/usr/bin/env node
// The `terrace` command. In a checkout it sets up and builds first, under any Node from 18 on; elsewhere it runs what was built.
import { existsSync } from 'node:fs'

const ofCheckout = new URL('../../scripts/terrace.mjs', import.meta.url)
const built = new URL('../dist/terrace.js', import.meta.url)

if (existsSync(ofCheckout)) await import(ofCheckout)
else if (Number(process.versions.node.split('.')[0]) >= 24) await import(built)
else {
  process.stderr.write(`terrace needs Node 24 or later; this is ${process.versions.node}\n`)
  process.exitCode = 1
}
