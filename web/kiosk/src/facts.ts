import type { DeviceFacts } from '../../../src/domain/devices/contract.ts'

declare const __APP_VERSION__: string
export const appVersion: string = typeof __APP_VERSION__ === 'undefined' ? 'unbuilt' : __APP_VERSION__

type Glass = { userAgent: string; maxTouchPoints: number }

/** What this tablet is, as far as its browser tells. */
export function deviceFacts({ userAgent, maxTouchPoints }: Glass = navigator): DeviceFacts {
  const [os, osVersion] = isIpad({ userAgent, maxTouchPoints })
    ? ['iPadOS', find(userAgent, /(?:Version\/|CPU OS )([\d._]+)/)]
    : (systems.flatMap(([name, pattern]) => (pattern.test(userAgent) ? [[name, find(userAgent, pattern)]] : []))[0] ??
      [])
  const browser = browsers.flatMap(([name, pattern]) => {
    const version = find(userAgent, pattern)
    return version === undefined ? [] : [`${name} ${version}`]
  })[0]
  return {
    ...(os === undefined ? {} : { os }),
    ...(osVersion === undefined ? {} : { osVersion: osVersion.replace(/_/g, '.') }),
    ...(browser === undefined ? {} : { browser }),
    appVersion,
  }
}

/** iPads say that they are Macs, but Macs have no touch screen. */
export function isIpad({ userAgent, maxTouchPoints }: Glass = navigator): boolean {
  return /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)
}

/** Opened from the home screen, in a window of its own. */
export function isInstalled(): boolean {
  const standalone = (navigator as { standalone?: boolean }).standalone === true
  return standalone || ['standalone', 'fullscreen'].some(mode => matchMedia(`(display-mode: ${mode})`).matches)
}

const systems: [string, RegExp][] = [
  ['Android', /Android ?([\d.]*)/],
  ['iOS', /iPhone OS ([\d_]+)/],
  ['Windows', /Windows NT ([\d.]+)/],
  ['macOS', /Mac OS X ([\d_.]+)/],
  ['ChromeOS', /CrOS \S+ ([\d.]+)/],
  ['Linux', /Linux()/],
]
const browsers: [string, RegExp][] = [
  ['Edge', /Edg\w*\/([\d]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d]+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
]

function find(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1] || undefined
}
