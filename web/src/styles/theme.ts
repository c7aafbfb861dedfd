// Mantine, in the colours and sizes of tokens.css.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Filled controls take shade 8 in light and 6 in dark: white on a lighter accent could not be read. */
const petrol: MantineColorsTuple = [
  '#dff0f3',
  '#bfe3e9',
  '#93d3de',
  '#59c8dc',
  '#2ba3b8',
  '#158799',
  '#0f7688',
  '#0d6676',
  '#0a5f70',
  '#084e5c',
]
/** Mantine takes every neutral of its dark scheme from here. */
const dark: MantineColorsTuple = [
  '#e4ebed',
  '#a8b5ba',
  '#8f9da3',
  '#74858c',
  '#2a3439',
  '#1f282c',
  '#1a2226',
  '#13191c',
  '#0d1214',
  '#0a0e10',
]

/** For what destroys something. White on it can be read in both schemes. */
const danger: MantineColorsTuple = [
  '#fce8e6',
  '#f8cfcb',
  '#f0a8a2',
  '#ff8e84',
  '#e0554b',
  '#cc3a30',
  '#bd2f26',
  '#b8291f',
  '#b0241c',
  '#931c15',
]

export const theme = createTheme({
  colors: { petrol, dark, danger },
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 6 },
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 4,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  // By name, so that the first chunk has only the components that it shows.
  components: {
    Menu: { defaultProps: { shadow: 'none', position: 'bottom-end', transitionProps: { duration: 120 } } },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 120 } } } },
    Tabs: { defaultProps: { keepMounted: false } },
    Modal: {
      // Its header would be a second banner, and its button has no name.
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
        transitionProps: { duration: 120 },
      },
    },
  },
})

const VARIABLES = {
  '--mantine-color-body': 'var(--canvas)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-muted)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-placeholder': 'var(--text-subtle)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--border-strong)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--text-subtle)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--accent-fill-hover)',
}

/** In both schemes, because Mantine sets them for each. */
export const resolveVariables: CSSVariablesResolver = () => ({ variables: {}, light: VARIABLES, dark: VARIABLES })
