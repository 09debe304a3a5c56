import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core'
import { type Recorder, recordCoverage } from './chromium-coverage.ts'
import { freePort } from './port.ts'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where it is written down what runs in the browser; unset, and without COVERAGE in the environment: nowhere. */
type Recorded = { coverage?: string | undefined }

/** A browser whose contexts are forgotten with it. */
export async function launchChromium({ coverage, ...options }: LaunchOptions & Recorded = {}): Promise<Browser> {
  const recording = await beginRecording(coverage)
  const browser = await chromium.launch(launchOptions(options, recording?.port))
  const recorder = await recording?.recorder()
  if (recorder) {
    const newContext = browser.newContext.bind(browser)
    browser.newContext = async contextOptions => savesBeforeClose(await newContext(contextOptions), recorder)
    endsWith(browser, recorder)
  }
  return browser
}

/** A browser on a profile that stays on disk: for a cold start, and for searching what was left behind. */
export async function launchProfile(
  profile: string,
  { coverage, ...options }: LaunchOptions & BrowserContextOptions & Recorded = {},
): Promise<BrowserContext> {
  const recording = await beginRecording(coverage)
  const context = await chromium.launchPersistentContext(profile, launchOptions(options, recording?.port))
  const recorder = await recording?.recorder()
  if (recorder) {
    savesBeforeClose(context, recorder)
    endsWith(context, recorder)
  }
  return context
}

const recorders = new Set<Recorder>()

/** Call it before a page or a browser is killed: what ran in it would be lost to the coverage. */
export async function saveCoverage(): Promise<void> {
  await Promise.all([...recorders].map(recorder => recorder.save()))
}

function launchOptions<T extends LaunchOptions>(options: T, port: number | undefined): T {
  const debugging = port === undefined ? [] : [`--remote-debugging-port=${port}`]
  return { executablePath: program(), ...options, args: [...flags, ...debugging, ...(options.args ?? [])] }
}

function program(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = names.flatMap(name => folders.map(folder => join(folder, name))).find(executable)
  if (!found) throw new Error('No Chromium on this machine: bin/lib/prepare chromium installs it')
  return found
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

type Recording = { port: number; recorder(): Promise<Recorder> }

async function beginRecording(
  folder = process.env.COVERAGE && resolve('coverage/raw'),
): Promise<Recording | undefined> {
  if (!folder) return undefined
  const port = await freePort()
  return {
    port,
    async recorder() {
      const recorder = await recordCoverage(port, folder)
      recorders.add(recorder)
      return recorder
    },
  }
}

function savesBeforeClose(context: BrowserContext, recorder: Recorder): BrowserContext {
  beforeClose(context, () => recorder.save())
  const watch = (page: Page): void => {
    beforeClose(page, () => recorder.save())
    beforeLeaving(page, () => recorder.save())
  }
  context.pages().forEach(watch)
  context.on('page', watch)
  return context
}

/** A document takes the figures of its scripts along when another takes its place. */
function beforeLeaving(page: Page, work: () => Promise<void>): void {
  const { goto, reload, goBack } = page
  page.goto = async (...given) => {
    await work()
    return goto.apply(page, given)
  }
  page.reload = async (...given) => {
    await work()
    return reload.apply(page, given)
  }
  page.goBack = async (...given) => {
    await work()
    return goBack.apply(page, given)
  }
}

function endsWith(browser: { close(): Promise<void> }, recorder: Recorder): void {
  beforeClose(browser, async () => {
    await recorder.save()
    recorders.delete(recorder)
    recorder.close()
  })
}

function beforeClose(thing: { close(options?: object): Promise<void> }, work: () => Promise<void>): void {
  const close = thing.close.bind(thing)
  thing.close = async options => {
    await work()
    await close(options)
  }
}
