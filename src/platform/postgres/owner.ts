import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The user under which PostgreSQL runs. */
export type Owner = { uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root: then it runs as whoever owns the cluster already, else as the user `postgres`, else
 * as nobody. undefined: as ourselves.
 */
export function databaseOwner(cluster: string, uid = process.getuid?.(), users = readUsers()): Owner | undefined {
  if (uid !== 0) return undefined
  if (existsSync(cluster)) {
    const found = statSync(cluster)
    if (found.uid !== 0) return { uid: found.uid, gid: found.gid }
  }
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65534, gid: 65534 }
}

/** Whether `owner` may walk down to `path`: a home like /root is closed to everybody else. */
export function canReach(path: string, owner: Owner | undefined): boolean {
  if (!owner) return true
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && !mayEnter(folder, owner)) return false
    if (folder === dirname(folder)) return true
  }
}

function mayEnter(path: string, { uid, gid }: Owner): boolean {
  const found = statSync(path)
  const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001
  return !found.isDirectory() || (found.mode & bit) !== 0
}

function readUsers(): Map<string, Owner> {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  return new Map(
    lines.map(line => {
      const [name = '', , uid, gid] = line.split(':')
      return [name, { uid: Number(uid), gid: Number(gid) }]
    }),
  )
}
