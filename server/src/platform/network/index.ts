export { type AddressPolicy, AddressRefused, createAddressPolicy, HostUnresolved, type ResolvedAddress } from './address-policy.ts'
export { createOutgoingProxies, type OutgoingProxies, type OutgoingProxy, type ProxySettings } from './outgoing-proxies.ts'
export { type Network, type Route, routeTo } from './route.ts'
export { overriddenUrl, type UrlOverride } from './url-overrides.ts'
