import { expect, it } from 'vitest'
import { openLog } from './log.ts'

it('keeps credentials and what shoppers typed out of the log', () => {
  const lines: string[] = []
  const log = openLog({ logLevel: 'info' }, { write: line => void lines.push(line) })
  log.info(
    {
      email: 'ada@example.com',
      request: { headers: { authorization: 'Bearer abc', cookie: 'c' } },
      deep: { a: { phone: '+31612345678' } },
    },
    'hello',
  )
  log.debug('not at this level')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('hello')
  expect(lines[0]).not.toMatch(/ada@|Bearer|\+316/)
})
