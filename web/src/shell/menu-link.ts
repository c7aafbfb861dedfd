// Components that keep the types of routes.
import { Menu } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

export const MenuLink = createLink(Menu.Item<'a'>)
