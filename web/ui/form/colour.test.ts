import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, paletteOf } from './colour.ts'

const colours = fc.integer({ min: 0, max: 0xffffff }).map(value => `#${value.toString(16).padStart(6, '0')}`)

test('whatever colour a shop chooses, what is written on it and with it can be read', () => {
  fc.assert(
    fc.property(colours, colour => {
      const { brand, onBrand, onBrandQuiet, brandInk, brandWash } = paletteOf(colour)
      expect(contrast(brand, onBrand)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(brand, onBrandQuiet)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(brandInk, brandWash)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(brandInk, '#fbfaf7')).toBeGreaterThanOrEqual(4.5)
    }),
    // Half-way between paper and ink, where both are a hair too weak.
    { examples: [['#1c892e']], numRuns: 2000 },
  )
})

test('a dark colour takes paper, a light one ink; nonsense becomes the house colour', () => {
  expect(paletteOf('#1a4037')).toMatchObject({ onBrand: '#fbfaf7', brandInk: '#1a4037' })
  expect(paletteOf('#FFD400').onBrand).toBe('#14171f')
  expect(paletteOf('red').brand).toBe('#1a4037')
})
