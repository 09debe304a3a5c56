import type { Command } from './command.ts'

/** Every command: what it is for, and the file that is read only when it is called. */
export const commands: Record<string, { summary: string; open(): Promise<Command> }> = {
  serve: { summary: 'run the server (what npm start does)', open: () => import('./serve.ts') },
  migrate: { summary: 'bring the database to the schema of this release, and end', open: () => import('./migrate.ts') },
  load: { summary: 'flood the intake and count afterwards', open: () => import('./load.ts') },
  doctor: { summary: 'look at everything a start needs, and say what is wrong', open: () => import('./doctor.ts') },
}
