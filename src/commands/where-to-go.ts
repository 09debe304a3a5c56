import { renderUnicodeCompact } from 'uqr'

export type Places = {
  /** Without a slash at the end. */
  url: string
  /** Practice CRM and mail page are there. */
  demo: boolean
  login?: { email: string; password: string }
  /** Where a tablet in the same network begins. */
  tablet?: { trust: string; kiosk: string }
}

/** What the person who typed `npm start` wants to know, and nothing else. */
export function whereToGo({ url, demo, login, tablet }: Places): string {
  const lines = [['Dashboard', `${url}/`]]
  if (login) lines.push(['', `${login.email}   ${login.password}`])
  lines.push(['Kiosk', `${url}/kiosk`])
  if (demo) lines.push(['Practice CRM', `${url}/practice-crm`], ['Mail', `${url}/mail`])
  const table = lines.map(([name = '', value]) => `  ${name.padEnd(14)}${value}`).join('\n')
  return `\nCustomerInfo is ready.\n\n${table}\n${tablet ? forTablet(tablet) : ''}\n  Ctrl-C stops it.\n\n`
}

function forTablet({ trust, kiosk }: NonNullable<Places['tablet']>): string {
  const code = renderUnicodeCompact(trust, { border: 2 })
  const lines = code.split('\n').map(line => `  ${line}`)
  return `\n  On a tablet in this network: scan the code, or type ${trust}\n  Once it trusts this machine, the kiosk is at ${kiosk}\n\n${lines.join('\n')}\n`
}
