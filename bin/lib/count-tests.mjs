// The closing line of a test run, from what vitest wrote down: "N passed, N failed, N skipped".
// Runs on whatever Node the machine has.
import { existsSync, readFileSync } from 'node:fs'

const path = new URL('../../coverage/results.json', import.meta.url)
if (!existsSync(path)) {
  console.log('0 passed, 1 failed, 0 skipped')
  process.exit(1)
}

const results = JSON.parse(readFileSync(path, 'utf8'))
// A file that cannot even be loaded has no test to fail, and fails all the same.
const broken = results.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length
const skipped = results.numPendingTests + results.numTodoTests
console.log(`${results.numPassedTests} passed, ${results.numFailedTests + broken} failed, ${skipped} skipped`)
