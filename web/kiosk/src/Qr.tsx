import { useMemo } from 'preact/hooks'
import { encode } from 'uqr'

/** A QR code, dark on light with its quiet zone, whatever stands behind it; at most `within` pixels wide. */
export function Qr({ text, label, within }: { text: string; label: string; within: number }) {
  const { size, path } = useMemo(() => draw(text), [text])
  // Whole pixels per module, else scanners see crooked ones.
  const edge = `${size * Math.max(1, Math.floor(within / size))}px`
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      style={{ width: edge, height: edge }}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#14171f" />
    </svg>
  )
}

function draw(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size, path: dots.join('') }
}
