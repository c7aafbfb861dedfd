// Short and long names of the same thing, as people type them. Two words are written as one, as the index has them.
const SAME = [
  ['k8s', 'kubernetes'],
  ['db', 'database'],
  ['postgres', 'postgresql'],
  ['mongo', 'mongodb'],
  ['lb', 'loadbalancer', 'alb', 'nlb', 'elb'],
  ['sg', 'securitygroup'],
  ['nsg', 'networksecuritygroup', 'securitygroup'],
  ['vm', 'virtualmachine'],
  ['vnet', 'virtualnetwork'],
  ['acr', 'containerregistry'],
  ['rg', 'resourcegroup'],
  ['kv', 'keyvault'],
  ['asg', 'autoscaling', 'autoscalinggroup'],
  ['gcs', 'cloudstorage'],
  ['cdn', 'cloudfront'],
  ['dynamo', 'dynamodb'],
  ['repo', 'repository'],
  ['auth', 'authentication'],
  ['cert', 'certificate'],
  ['env', 'environment'],
  ['ns', 'namespace'],
  ['sa', 'serviceaccount'],
  ['fn', 'function', 'lambda'],
  ['tls', 'ssl'],
  ['queue', 'sqs'],
  ['topic', 'sns'],
  ['firewall', 'waf'],
] as const

const BY_WORD = new Map<string, Set<string>>()
for (const group of SAME)
  for (const word of group) {
    const others = BY_WORD.get(word) ?? new Set()
    for (const other of group) if (other !== word) others.add(other)
    BY_WORD.set(word, others)
  }

/** @returns other names of the same thing */
export function synonymsOf(word: string): readonly string[] {
  return [...(BY_WORD.get(word) ?? [])]
}
