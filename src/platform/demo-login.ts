import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Config } from './config.ts'
import { readIfThere } from './data-folder.ts'

const demoLoginSchema = z.object({ email: z.string(), password: z.string() })
export type DemoLogin = z.infer<typeof demoLoginSchema>

/** The demo owner's login, kept for the starts after the first; undefined where there is no demo. */
export function readDemoLogin(config: Pick<Config, 'dataFolder' | 'demo'>): DemoLogin | undefined {
  const text = config.demo ? readIfThere(fileOf(config)) : undefined
  if (text === undefined) return undefined
  return demoLoginSchema.parse(JSON.parse(text))
}

export function writeDemoLogin(config: Pick<Config, 'dataFolder'>, login: DemoLogin): void {
  writeFileSync(fileOf(config), `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
}

function fileOf({ dataFolder }: Pick<Config, 'dataFolder'>): string {
  return join(dataFolder, 'demo-login.json')
}
