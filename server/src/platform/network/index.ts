export { type AddressPolicy, AddressRefused, createAddressPolicy, HostUnresolved, type ResolvedAddress } from './address-policy.ts'
export { overriddenUrl, type UrlOverride } from './url-overrides.ts'
