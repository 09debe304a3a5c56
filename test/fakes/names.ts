import { createSocket } from 'node:dgram'
import { isIPv4, isIPv6 } from 'node:net'

export type FakeNameServer = { address: string; asked: string[]; close(): Promise<void> }

const typeA = 1
const typeAaaa = 28

/** A name server that knows the given names (name → addresses), answers "no such name" to others and "failed" to `broken`. */
export async function openFakeNameServer(names: Record<string, string[]>): Promise<FakeNameServer> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, question } = readQuestion(query)
    asked.push(name)
    const wanted = (names[name] ?? []).filter(type === typeA ? isIPv4 : isIPv6)
    const code = name === 'broken' ? 2 : name in names ? 0 : 3
    const header = Buffer.alloc(12)
    query.copy(header, 0, 0, 2)
    header.writeUInt16BE(0x8180 | code, 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(code === 0 ? wanted.length : 0, 6)
    const answers = code === 0 ? wanted.map(address => answer(type, address)) : []
    socket.send(Buffer.concat([header, question, ...answers]), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

function readQuestion(query: Buffer): { name: string; type: number; question: Buffer } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString())
    at += length + 1
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), question: query.subarray(12, at + 5) }
}

/** One record: the name is a pointer to the question's, class IN, a minute to live. */
function answer(type: number, address: string): Buffer {
  const data = type === typeA ? Buffer.from(address.split('.').map(Number)) : bytesOfV6(address)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type === typeA ? typeA : typeAaaa, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

/** Only for addresses written with "::" once, which is all that tests need. */
function bytesOfV6(address: string): Buffer {
  const [left = [], right = []] = address.split('::').map(half => half.split(':').filter(Boolean))
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return Buffer.concat([...left, ...middle, ...right].map(part => Buffer.from(part.padStart(4, '0'), 'hex')))
}
