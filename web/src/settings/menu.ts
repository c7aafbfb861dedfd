/** The pages of an organization's settings, in the order of the menu. */
export const MENU = [{ to: '/$org/settings/profile', label: 'General' }] as const
