import { createContext } from 'react'

/** Of the directory shown in the tabs; undefined where its files have no page, as in print. */
export const ShownVersion = createContext<string | undefined>(undefined)

/** Whether there is a block that optional inputs can join. */
export const HasBlock = createContext(true)
