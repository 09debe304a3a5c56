import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Problem, parseOrRefuse, presentProblem } from './errors.ts'

describe('problems', () => {
  it('are presented as RFC 9457 asks', () => {
    const problem = new Problem('conflict', 'Another sign-up has this id', { extra: { id: 'x' } })
    expect(presentProblem(problem)).toEqual({
      id: 'x',
      type: 'https://customerinfo.example/problems/conflict',
      title: 'This contradicts what is stored',
      status: 409,
      detail: 'Another sign-up has this id',
      code: 'conflict',
    })
  })

  it('name every wrong field', () => {
    const schema = z.object({ name: z.string(), age: z.object({ years: z.number() }) })
    expect(parseOrRefuse(schema, { name: 'Ada', age: { years: 36 } })).toEqual({ name: 'Ada', age: { years: 36 } })
    const refused = () => parseOrRefuse(schema, { age: {} })
    expect(refused).toThrow(Problem)
    try {
      refused()
    } catch (error) {
      expect((error as Problem).fields.map(field => field.path)).toEqual(['name', 'age.years'])
    }
  })

  it('keep their cause for the log', () => {
    expect(new Problem('internal', undefined, { cause: 'disk' }).cause).toBe('disk')
    expect(new Problem('internal').message).toBe('Something went wrong on our side')
  })
})
