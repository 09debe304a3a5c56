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

it('tells of an error what it was and where, and none of the values that it quotes', () => {
  const lines: string[] = []
  const log = openLog({ logLevel: 'info' }, { write: line => void lines.push(line) })
  const ofDatabase = Object.assign(new Error('invalid input "ada@example.com"'), {
    ...{
      severity: 'ERROR',
      code: '23514',
      detail: 'Failing row contains (Ada, ada@example.com).',
      constraint: 'some_check',
    },
  })
  log.error({ err: ofDatabase }, 'not stored')
  log.error({ err: new SyntaxError('Unexpected token in "ada@example.com"') }, 'not read')
  log.error({ err: new TypeError('x is not a function') }, 'ours')
  log.error({ err: 'ada@example.com' }, 'thrown as text')
  expect(lines.join('')).not.toMatch(/ada@|Failing row/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { type: 'Error', state: '23514', constraint: 'some_check' } })
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ err: { message: 'x is not a function', at: expect.any(Array) } })
})
