// Components that keep the types of routes.
import { Button, Menu } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

export const ButtonLink = createLink(Button<'a'>)
export const MenuLink = createLink(Menu.Item<'a'>)
