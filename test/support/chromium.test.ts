import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { launchProfile, saveCoverage } from './chromium.ts'
import { until } from './until.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'customerinfo-chromium-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))

const count = (): number => readdirSync(join(folder, 'raw', 'chromium')).length

test('a profile outlives its browser, and what ran is kept when a page closes, is left, or before it is killed', async () => {
  const origin = 'http://a.example'
  const open = async () => {
    const context = await launchProfile(join(folder, 'profile'), { coverage: join(folder, 'raw') })
    await context.route(`${origin}/**`, route =>
      route.request().url().endsWith('.js')
        ? route.fulfill({
            contentType: 'text/javascript',
            body: 'localStorage.seen = Number(localStorage.seen ?? 0) + 1',
          })
        : route.fulfill({ contentType: 'text/html', body: '<script src="/count.js"></script>' }),
    )
    const page = await context.newPage()
    await page.goto(origin)
    return { context, page }
  }

  const first = await open()
  await first.page.close()
  expect(count()).toBe(1)
  await first.context.close()

  const second = await open()
  await until(async () => (await second.page.evaluate(() => localStorage.seen)) === '2')
  await saveCoverage()
  expect(count()).toBe(2)
  await second.page.reload()
  await second.page.goto(`${origin}/elsewhere`)
  expect(count()).toBe(3)
  await second.context.close()
})
