import { join } from 'node:path'
import { expect, it } from 'vitest'
import { logIsChosen, projectFolder, readSettings } from './environment.ts'

it('lets a flag win over the environment', () => {
  const environment = { CUSTOMERINFO_PORT: '4000', CUSTOMERINFO_HOST: '0.0.0.0' }
  expect(readSettings({ CUSTOMERINFO_PORT: '5000', CUSTOMERINFO_HOST: undefined }, environment)).toMatchObject({
    port: 5000,
    host: '0.0.0.0',
  })
})

it('puts the default data folder into the project, and a relative one where the command was typed', () => {
  expect(readSettings({}, {}).dataFolder).toBe(join(projectFolder, '.data'))
  expect(readSettings({ CUSTOMERINFO_DATA: 'here' }, {}).dataFolder).toBe(join(process.cwd(), 'here'))
  expect(readSettings({ CUSTOMERINFO_DATA: 'here' }, { INIT_CWD: '/typed' }).dataFolder).toBe('/typed/here')
  expect(readSettings({}, { CUSTOMERINFO_DATA: '/whole' }).dataFolder).toBe('/whole')
})

it('knows whether somebody chose how much is logged', () => {
  expect(logIsChosen({})).toBe(false)
  expect(logIsChosen({ CUSTOMERINFO_LOG: 'debug' })).toBe(true)
  expect(typeof readSettings().port).toBe('number')
  expect(typeof logIsChosen()).toBe('boolean')
})
