import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { paletteOf } from './colour.ts'

/** Puts the shop's colours on the page, with text on them that can be read. */
export function dressIn(account: Storefront['account']): void {
  const { brand, onBrand, onBrandQuiet, brandInk, brandWash } = paletteOf(account.branding.colour)
  const { style } = document.documentElement
  style.setProperty('--brand', brand)
  style.setProperty('--on-brand', onBrand)
  style.setProperty('--on-brand-quiet', onBrandQuiet)
  style.setProperty('--brand-ink', brandInk)
  style.setProperty('--brand-wash', brandWash)
  style.setProperty('--brand-ring', `${brandInk}40`)
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', brand)
}
