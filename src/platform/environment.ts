import { isAbsolute, resolve } from 'node:path'
import { type Config, readConfig } from './config.ts'

/** The folder of the project, without a slash at the end. */
export const projectFolder = resolve(import.meta.dirname, '../..')

/**
 * The settings, where a flag of the command line wins over the environment. A relative data folder starts where the
 * command was typed (npm moves to the project, and says where it came from); the default one lies in the project.
 * @throws Problem 'invalid' with one field per wrong setting
 */
export function readSettings(
  flags: Record<string, string | undefined> = {},
  environment: Record<string, string | undefined> = process.env,
): Config {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const settings = { ...environment, ...given }
  const data = settings.CUSTOMERINFO_DATA
  if (data && !isAbsolute(data)) settings.CUSTOMERINFO_DATA = resolve(environment.INIT_CWD ?? process.cwd(), data)
  return readConfig(settings, projectFolder)
}

/** Whether somebody chose how much is logged. */
export function logIsChosen(environment: Record<string, string | undefined> = process.env): boolean {
  return Boolean(environment.CUSTOMERINFO_LOG)
}
