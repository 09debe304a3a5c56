/** What is written on the shop's colour, and the shop's colour where it is written on paper: legible whatever the shop chose. */
export type Palette = {
  brand: string
  /** Text on the brand colour, 4.5:1 at least. */
  onBrand: string
  /** Quieter text on the brand colour, 4.5:1 at least. */
  onBrandQuiet: string
  /** The brand colour as text, ring or line on paper: darkened until it has 4.5:1. */
  brandInk: string
  /** A breath of the brand colour on paper, as ground for brandInk. */
  brandWash: string
}

const paper = '#fbfaf7'
const ink = '#14171f'

export function paletteOf(colour: string): Palette {
  const brand = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#1a4037'
  const onBrand = better(brand, paper, ink)
  // Of pure white and black one always has 4.58:1, since the two stand 21:1 apart.
  const strongest = contrast(brand, onBrand) >= 4.5 ? onBrand : better(brand, '#ffffff', '#000000')
  const brandWash = mix(brand, paper, 0.1)
  return {
    brand,
    onBrand: strongest,
    onBrandQuiet: quieter(brand, strongest),
    brandInk: darkened(brand, brandWash),
    brandWash,
  }
}

/** WCAG 2: from 1 (same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function better(ground: string, one: string, other: string): string {
  return contrast(ground, one) >= contrast(ground, other) ? one : other
}

function quieter(brand: string, text: string): string {
  for (let share = 0.72; share < 1; share += 0.04) {
    const tone = mix(text, brand, share)
    if (contrast(brand, tone) >= 4.6) return tone
  }
  return text
}

function darkened(brand: string, ground: string): string {
  let tone = brand
  for (let share = 0.95; share > 0 && contrast(tone, ground) < 4.6; share -= 0.05) tone = mix(brand, ink, share)
  return tone
}

function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)]
  const parts = a.map((part, place) => Math.round(part * share + (b[place] ?? 0) * (1 - share)))
  return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(colour: string): number[] {
  return [1, 3, 5].map(place => Number.parseInt(colour.slice(place, place + 2), 16))
}
