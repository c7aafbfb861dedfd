import { Menu } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** Keeps the types of routes. */
export const MenuLink = createLink(Menu.Item<'a'>)
