/** Bars as a string of modules, '1' dark and '0' light, without the quiet zones. */
export type Bars = { modules: string; quiet: number }

/** Undefined when the code cannot be shown in this symbology: then its letters stand alone. */
export function barsOf(code: string, symbology: 'code128' | 'ean13'): Bars | undefined {
  const modules = symbology === 'ean13' ? ean13(code) : code128(code)
  return modules === undefined ? undefined : { modules, quiet: symbology === 'ean13' ? 11 : 10 }
}

/** ISO/IEC 15417: widths of bar, space, bar, space, bar, space for each of the 106 symbols; the stop has seven. */
const widths =
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232'
const stop = '2331112'
const startB = 104
const startC = 105

/** Pairs of digits in set C where all are digits, else letters in set B: whatever a till prints as a voucher. */
function code128(code: string): string | undefined {
  if (code === '' || !/^[\x20-\x7e]+$/.test(code)) return undefined
  const inPairs = /^(\d\d){2,}$/.test(code)
  const values = inPairs
    ? Array.from(code.matchAll(/\d\d/g), ([pair]) => Number(pair))
    : Array.from(code, letter => letter.charCodeAt(0) - 32)
  const start = inPairs ? startC : startB
  const check = values.reduce((sum, value, place) => sum + value * (place + 1), start) % 103
  const symbols = [start, ...values, check].map(value => widths.slice(value * 6, value * 6 + 6))
  return draw(symbols.join('') + stop)
}

function draw(runs: string): string {
  // Each symbol begins with a bar and has an even number of runs, so bars and spaces alternate through.
  return Array.from(runs, (run, place) => (place % 2 === 0 ? '1' : '0').repeat(Number(run))).join('')
}

/** Seven modules per digit. */
const ean = '0001101001100100100110111101010001101100010101111011101101101110001011'
/** For each first digit, how the next six are drawn. */
const firstDigit = 'LLLLLLLLGLGGLLGGLGLLGGGLLGLLGGLGGLLGLGGGLLLGLGLGLGLGGLLGGLGL'

/** ISO/IEC 15420; twelve digits get their check digit, a thirteenth must be it. */
function ean13(code: string): string | undefined {
  if (!/^\d{12,13}$/.test(code)) return undefined
  const digits = Array.from(code.slice(0, 12), Number)
  const sum = digits.reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 3), 0)
  const check = (10 - (sum % 10)) % 10
  if (code.length === 13 && Number(code[12]) !== check) return undefined
  const sets = firstDigit.slice(Number(code[0]) * 6)
  const left = digits.slice(1, 7).map((digit, place) => (sets[place] === 'G' ? mirrored(digit) : modulesOf(digit)))
  const right = [...digits.slice(7), check].map(digit => inverted(modulesOf(digit)))
  return `101${left.join('')}01010${right.join('')}101`
}

const modulesOf = (digit: number): string => ean.slice(digit * 7, digit * 7 + 7)
const inverted = (modules: string): string => Array.from(modules, module => (module === '1' ? '0' : '1')).join('')
const mirrored = (digit: number): string =>
  Array.from(inverted(modulesOf(digit)))
    .reverse()
    .join('')
