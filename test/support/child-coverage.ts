import { resolve } from 'node:path'

// Node reads this variable when it starts, so the test's own process does not record (vitest does that), but every
// server it starts does, and writes what ran when it ends in good order.
if (process.env.COVERAGE) process.env.NODE_V8_COVERAGE = resolve('coverage/raw/node')
