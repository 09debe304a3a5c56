// Runs on whatever Node the machine has (20 or later), before anything is installed: built-in modules only.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const steps = { install, web, chromium }

for (const name of process.argv.slice(2)) {
  const step = steps[name]
  if (!step) stop(`prepare knows ${Object.keys(steps).join(', ')}, not "${name}".`)
  step()
}

/** node_modules as package-lock.json has it. */
function install() {
  const stamp = join(root, 'node_modules/.customerinfo-stamp')
  const wanted = `${hash([join(root, 'package-lock.json')])} ${process.platform}-${process.arch}`
  if (read(stamp) === wanted) return
  alone('install', () => {
    if (read(stamp) === wanted) return
    if (!installed()) {
      say('Installing the dependencies (once, a minute or two) …')
      const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund']
      if (!run('npm', ['ci', ...flags]) && !run('npm', ['install', ...flags])) {
        stop('The dependencies could not be installed: see what npm says above, then start again.')
      }
    }
    writeFileSync(stamp, wanted)
  })
}

/** Whether npm's own record of node_modules names every version that package-lock.json wants (somebody ran npm by hand). */
function installed() {
  const wanted = JSON.parse(read(join(root, 'package-lock.json')) ?? '{}').packages ?? {}
  const present = JSON.parse(read(join(root, 'node_modules/.package-lock.json')) ?? '{}').packages ?? {}
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.version === present[path]?.version,
  )
}

/** web/dist as the sources have it. */
function web() {
  const stamp = join(root, 'web/dist/.stamp')
  const wanted = hash(webSources())
  if (read(stamp) === wanted) return
  alone('web', () => {
    if (read(stamp) === wanted) return
    say('Building the web part …')
    rmSync(stamp, { force: true })
    if (!run(join(root, 'bin/build-web'), [])) stop('The web part could not be built: see the messages above.')
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
  })
}

function webSources() {
  // What the web takes from the server: see the doors in architecture.cjs.
  const contracts = filesBelow(join(root, 'src')).filter(path => /(contract|envelope)\.ts$/.test(path))
  const sources = filesBelow(join(root, 'web')).filter(path => !path.startsWith(join(root, 'web/dist')))
  return [...sources.filter(path => !/\.test\.tsx?$/.test(path)), ...contracts, join(root, 'package-lock.json')].sort()
}

/** A Chromium for the journeys: the machine's own, or Debian's. */
function chromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  if (names.some(onPath)) return
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    stop(
      'The journeys need Chromium, and it is not here: install it (on Debian: apt-get install chromium), then try again.',
    )
  }
  say('Installing Chromium …')
  const done =
    run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  if (!done) stop('Chromium could not be installed: see the messages above.')
}

/** Two starts at once: the second waits for the first. The lock names its process, so that one left by a kill is taken over. */
function alone(what, work) {
  const lock = join(
    tmpdir(),
    `customerinfo-${what}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`,
  )
  for (let waited = 0; !taken(lock); waited++) {
    const holder = Number(read(lock))
    if (holder > 0 && !alive(holder)) rmSync(lock, { force: true })
    else if (waited === 4) say(`Process ${holder} is at it already; waiting …`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    process.once('exit', () => rmSync(lock, { force: true }))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function alive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
}

function hash(paths) {
  const digest = createHash('sha256')
  for (const path of paths)
    digest
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  return digest.digest('hex')
}

function onPath(name) {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function run(command, args) {
  // Debian's packages must not ask questions of a machine that nobody watches.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] }).status === 0
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function stop(line) {
  say(line)
  process.exit(1)
}
