import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { checkPort, findListener, listenTrouble } from './listening.ts'

it('names the process that holds a port', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(checkPort(port, '127.0.0.1')).rejects.toThrow(
    new RegExp(`^Port ${port} is taken by .+ \\(process ${process.pid}\\)\\.$`),
  )
  // Where there is no /proc, lsof knows; and where there is no lsof either, nobody does.
  expect([undefined, process.pid]).toContain(findListener(port, 'darwin')?.pid)
  server.close()
  await once(server, 'close')
  await checkPort(port, '127.0.0.1')
  expect(findListener(port)).toBeUndefined()
})

it('takes any port when none is asked for', async () => {
  await expect(checkPort(0, '127.0.0.1')).resolves.toBeUndefined()
})

it('says when the address is not one of this machine', async () => {
  await expect(checkPort(4180, '203.0.113.9')).rejects.toThrow('no address 203.0.113.9')
})

it('says when a port needs rights, and leaves other errors alone', () => {
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
  expect(listenTrouble(80, '127.0.0.1', denied)).toMatchObject({ message: 'This user may not listen on port 80.' })
  const other = new Error('other')
  expect(listenTrouble(80, '127.0.0.1', other)).toBe(other)
})
