import fc from 'fast-check'
import JsBarcode from 'jsbarcode'
import { expect, test } from 'vitest'
import { barsOf } from './barcode.ts'

/** What an encoder that many tills are known to read makes of it. */
function judge(format: 'CODE128B' | 'CODE128C' | 'EAN13', code: string): string {
  const drawn: { encodings?: { data: string }[] } = {}
  JsBarcode(drawn, code, { format, flat: true })
  return drawn.encodings?.map(({ data }) => data).join('') ?? ''
}

test('letters: the bars that every other encoder draws', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\x20-\x7e]{1,24}$/), code => {
      fc.pre(!/^(\d\d){2,}$/.test(code))
      expect(barsOf(code, 'code128')?.modules).toBe(judge('CODE128B', code))
    }),
  )
})

test('digits in pairs: half as wide', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(\d\d){2,10}$/), code => {
      expect(barsOf(code, 'code128')?.modules).toBe(judge('CODE128C', code))
    }),
  )
})

test('EAN-13 with its check digit, given or not', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{12}$/), code => {
      expect(barsOf(code, 'ean13')?.modules).toBe(judge('EAN13', code))
    }),
  )
  expect(barsOf('4006381333931', 'ean13')).toEqual(barsOf('400638133393', 'ean13'))
})

test('what the symbology cannot hold has no bars', () => {
  expect(barsOf('', 'code128')).toBeUndefined()
  expect(barsOf('Brötchen', 'code128')).toBeUndefined()
  expect(barsOf('RYE-7K4M', 'ean13')).toBeUndefined()
  expect(barsOf('4006381333932', 'ean13')).toBeUndefined()
})
