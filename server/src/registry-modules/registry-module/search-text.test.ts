import { expect, it } from 'vitest'
import { searchText } from './search-text.ts'

it('is found by address, by the name of the repository and by description, in any letter case', () => {
  const text = searchText({ namespace: 'Acme', name: 'Vpc', provider: 'aws', description: 'Makes a Network' })
  for (const part of ['acme/vpc/aws', 'terraform-aws-vpc', 'a network']) expect(text).toContain(part)
})
