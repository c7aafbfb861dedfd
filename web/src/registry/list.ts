/** The route of the list. */
export const LIST = '/$org/registry/private/modules'
