import { expect, test, vi } from 'vitest'
import { WrongUsage } from './command.ts'
import { run } from './load.ts'

async function print(args: string[]): Promise<{ code: number; text: string }> {
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean(written.push(String(text))))
  try {
    return { code: await run(args), text: written.join('') }
  } finally {
    spy.mockRestore()
  }
}

test.each([
  ['api', ['--rate', '200']],
  ['batch', []],
  ['device', ['--rate', '40']],
  ['device', ['--size', '5', '--unopened', '--processes', '2']],
])('a short load by %s is stored as it was acknowledged %j', async (mode, more) => {
  const { code, text } = await print(['intake', '--mode', mode, '--seconds', '1', '--connections', '4', ...more])
  expect(text).toMatch(/exactly what was acknowledged/)
  expect(text).toMatch(/A1 \((pgbench|own loop)\) +\d+ and \d+\/s; ratio \d/)
  expect(text).toMatch(/refused +none/)
  expect(code).toBe(0)
})

test('a command line that is wrong is not guessed at', async () => {
  await expect(run(['--mode', 'carrier pigeon'])).rejects.toThrow(WrongUsage)
  await expect(run(['--seconds', 'many'])).rejects.toThrow(WrongUsage)
  const { code, text } = await print(['--help'])
  expect([code, text.includes('--connections')]).toEqual([0, true])
})
