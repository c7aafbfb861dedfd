// Components that keep the types of routes.
import { Button } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

export const ButtonLink = createLink(Button<'a'>)
