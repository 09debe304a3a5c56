import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

/** Starts a script of this folder and hands it its order. */
export function startScript(name: string, order: object): ChildProcess {
  const child = fork(new URL(name, import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(order)
  return child
}

/** The first thing that a script says; throws when it ends without a word. */
export async function firstWord<T>(child: ChildProcess): Promise<T> {
  const said = once(child, 'message').then(([word]) => word as T)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the load test ended with ${String(code)}`)
  })
  return Promise.race([said, ended])
}

/** Microseconds of processor time that a process has used, its ended children included. Only Linux tells. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid)
  // Fields 14 to 17 of proc(5), in ticks of 10 ms.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10_000
}

/** The same of a process and all its living children: a PostgreSQL server. */
export function cpuOfFamily(pid: number): number {
  return cpuOf(pid) + childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), 0)
}

/** Megabytes that a process holds in memory. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1024
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(candidate => statOf(candidate)[1] === String(pid))
  } catch {
    return []
  }
}

/** The fields after the name, which may hold blanks: state, parent … */
function statOf(pid: number): string[] {
  const text = readProc(pid, 'stat')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
