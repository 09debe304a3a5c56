/** Tabler's outlines (MIT), 1.75 stroke, only the few that the counter needs. */
const outline = {
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 1.75,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const

export const ChevronDown = () => (
  <svg class="icon" {...outline} aria-hidden="true">
    <path d="M6 9l6 6l6 -6" />
  </svg>
)

export const Check = () => (
  <svg class="icon" {...outline} aria-hidden="true" stroke-width={2.5}>
    <path d="M5 12l5 5l10 -10" />
  </svg>
)
