import { totalmem } from 'node:os'

export type Settings = Record<string, string>

const megabyte = 1024 * 1024

/**
 * What the server is started with. `durable: false` is for databases that a test throws away: fast, and lost in a crash.
 * The rest: a sign-up is acknowledged after its commit is on disk; checkpoints are rare enough not to disturb the
 * counter; and nothing that a shopper typed is written to the log, neither in a statement nor in a detail.
 */
export function serverSettings(given: { port: number; durable: boolean; settings?: Settings }): Settings {
  return {
    port: String(given.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: `${sharedBuffers(totalmem())}MB`,
    wal_compression: 'on',
    wal_buffers: '16MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(given.durable
      ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...given.settings,
  }
}

/** An eighth of the memory, between 64 and 512 MB: the machine belongs to somebody who also does other things with it. */
export function sharedBuffers(memory: number): number {
  return Math.min(512, Math.max(64, Math.floor(memory / 8 / megabyte)))
}
