import { Button, createTheme, Menu, Modal, NativeSelect, PasswordInput, TextInput, Tooltip } from '@mantine/core'

type Look = { bg: string; hover: string; color: string; border: string }

const looks: Record<string, Look> = {
  filled: { bg: 'var(--till)', hover: 'var(--till-deep)', color: 'var(--on-accent)', border: 'transparent' },
  default: { bg: 'var(--surface)', hover: 'var(--lift)', color: 'var(--ink)', border: 'var(--edge)' },
  subtle: { bg: 'transparent', hover: 'var(--hover)', color: 'var(--ink)', border: 'transparent' },
  danger: { bg: 'var(--red)', hover: 'var(--red-deep)', color: 'var(--on-accent)', border: 'transparent' },
  'danger-quiet': { bg: 'transparent', hover: 'var(--red-wash)', color: 'var(--red)', border: 'transparent' },
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
        const look = looks[variant ?? 'filled'] ?? looks.filled
        const small = size === 'xs'
        return {
          root: {
            '--button-bg': look?.bg ?? '',
            '--button-hover': look?.hover ?? '',
            '--button-color': look?.color ?? '',
            '--button-hover-color': look?.color ?? '',
            '--button-bd': `1px solid ${look?.border ?? 'transparent'}`,
            '--button-height': small ? '30px' : '38px',
            '--button-padding-x': small ? '12px' : '16px',
            '--button-radius': 'var(--radius-control)',
            '--button-fz': small ? 'var(--text-13)' : 'var(--text-14)',
          },
        }
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'md' } }),
    // Scroll locking would write a style element, which the page's policy refuses; base.css does it.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { transition: 'pop', duration: 140 },
        closeButtonProps: { 'aria-label': 'Close', title: 'Close (Esc)' },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    }),
    Menu: Menu.extend({
      defaultProps: { shadow: 'md', transitionProps: { transition: 'pop', duration: 120 }, position: 'bottom-start' },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 120 } } }),
  },
})
