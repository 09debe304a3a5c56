import {
  ActionIcon,
  Button,
  Checkbox,
  CloseButton,
  createTheme,
  Menu,
  Modal,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  TextInput,
} from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { createElement } from 'react'

type Look = { bg: string; hover: string; color: string; border: string }

const filled: Look = {
  bg: 'var(--till)',
  hover: 'var(--till-deep)',
  color: 'var(--on-accent)',
  border: 'transparent',
}
const looks: Record<string, Look> = {
  default: { bg: 'var(--surface)', hover: 'var(--lift)', color: 'var(--ink)', border: 'var(--edge)' },
  subtle: { bg: 'transparent', hover: 'var(--hover)', color: 'var(--ink)', border: 'transparent' },
  danger: { bg: 'var(--red)', hover: 'var(--red-deep)', color: 'var(--on-accent)', border: 'transparent' },
  'danger-quiet': { bg: 'transparent', hover: 'var(--red-wash)', color: 'var(--red)', border: 'transparent' },
}

const field = { label: 'field-label', description: 'field-description', error: 'field-error', input: 'field-input' }
const quiet = {
  '--ai-bg': 'transparent',
  '--ai-hover': 'var(--hover)',
  '--ai-color': 'var(--ink-2)',
  '--ai-bd': '1px solid transparent',
}

/** The component library gives behaviour; its looks come from web/ui/tokens.css and base.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'green',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: false,
  components: {
    Button: Button.extend({
      vars: (_theme, { variant, size }) => {
        const look = looks[variant ?? ''] ?? filled
        const small = size === 'xs'
        return {
          root: {
            '--button-bg': look.bg,
            '--button-hover': look.hover,
            '--button-color': look.color,
            '--button-hover-color': look.color,
            '--button-bd': `1px solid ${look.border}`,
            '--button-height': small ? '30px' : '38px',
            '--button-padding-x': small ? '12px' : '16px',
            '--button-radius': 'var(--radius-control)',
            '--button-fz': small ? 'var(--text-13)' : 'var(--text-14)',
          },
        }
      },
    }),
    ActionIcon: ActionIcon.extend({ vars: () => ({ root: quiet }) }),
    CloseButton: CloseButton.extend({
      vars: () => ({ root: { '--cb-size': '36px' } }),
      classNames: { root: 'icon-button' },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' }, classNames: field }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' }, classNames: field }),
    NativeSelect: NativeSelect.extend({
      defaultProps: { size: 'md', rightSection: createElement(IconChevronDown, { size: 16, stroke: 1.75 }) },
      classNames: field,
    }),
    Checkbox: Checkbox.extend({ classNames: { input: 'checkbox' } }),
    SegmentedControl: SegmentedControl.extend({
      classNames: { root: 'segments', indicator: 'segments-indicator', label: 'segments-label' },
    }),
    // Scroll locking would write a style element, which the page's policy refuses; base.css does it.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { transition: 'pop', duration: 140 },
        closeButtonProps: { 'aria-label': 'Close', title: 'Close (Esc)' },
        overlayProps: { backgroundOpacity: 0.35 },
        padding: 20,
      },
      classNames: { title: 'dialog-title', content: 'dialog' },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        // Where its button stands, within the page's landmarks; fixed, so that no scrolling box cuts it off.
        withinPortal: false,
        floatingStrategy: 'fixed',
        withInitialFocusPlaceholder: false,
        transitionProps: { transition: 'pop', duration: 120 },
        position: 'bottom-start',
      },
    }),
  },
})
