export { acceptedCoding, isKnown, type PreparedText, prepareText } from './prepared-text.ts'
export { utf8Text } from './utf8-text.ts'
