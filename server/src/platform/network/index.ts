export { type AddressPolicy, AddressRefused, createAddressPolicy, HostUnresolved, type ResolvedAddress } from './address-policy.ts'
