export { type AddressPolicy, AddressRefused, createAddressPolicy, HostUnresolved, type ResolvedAddress } from './address-policy.ts'
export { TRUST_ADVICE } from './trust-advice.ts'
export { overriddenUrl, type UrlOverride } from './url-overrides.ts'
