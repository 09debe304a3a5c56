import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { renderSVG } from 'uqr'
import type { Lan } from '../platform/tls/index.ts'
import { escapeMarkup, renderTrustPage, script } from './trust-page.ts'

const paths = ['/trust', '/ca.crt', '/ca.mobileconfig']

/** What a tablet that does not trust us yet may see: how to trust us, the certificate, and nothing else. */
export function trustPages(lan: Lan): RequestListener {
  return (request, response) => {
    const path = pathOf(request)
    if (path === '/ca.crt')
      return sendFile(response, lan.authority.der, 'application/x-x509-ca-cert', 'customerinfo.crt')
    if (path === '/ca.mobileconfig') {
      return sendFile(response, profile(lan), 'application/x-apple-aspen-config', 'customerinfo.mobileconfig')
    }
    if (path === '/trust') return sendPage(request, response, lan)
    response.writeHead(302, { location: '/trust', 'cache-control': 'no-store' }).end()
  }
}

/** These answer on every way in, so that the page also opens on the machine itself, where its code is scanned from. */
export function isTrustRequest(request: IncomingMessage): boolean {
  return paths.includes(pathOf(request))
}

function sendPage(request: IncomingMessage, response: ServerResponse, lan: Lan): void {
  const place = `${bracket(hostFor(request, lan))}:${request.socket.localPort}`
  const page = renderTrustPage({
    kiosk: `https://${place}/kiosk`,
    probe: `https://${place}/healthz`,
    code: renderSVG(`http://${place}/trust`, { border: 0, blackColor: 'currentColor', whiteColor: 'transparent' }),
    address: `http://${place}/trust`,
    name: lan.authority.name,
    fingerprint: lan.authority.fingerprint,
    system: /Android/.test(request.headers['user-agent'] ?? '') ? 'android' : 'ipad',
  })
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; connect-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    })
    .end(page)
}

function sendFile(response: ServerResponse, body: Buffer | string, type: string, name: string): void {
  response.writeHead(200, { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` }).end(body)
}

/** The name by which the tablet came, when it is one of ours; else the address that tablets most likely see. */
function hostFor(request: IncomingMessage, lan: Lan): string {
  const asked = (request.headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const ours = [...lan.names.addresses, ...lan.names.names.filter(name => name !== 'localhost')]
  return ours.includes(asked) ? asked : lan.host
}

/** Apple's configuration profile (payload type com.apple.security.root) with identifiers that follow from the certificate. */
function profile(lan: Lan): string {
  const id = (what: string) => {
    const hex = createHash('sha256').update(`${what} ${lan.authority.fingerprint}`).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`.toUpperCase()
  }
  const name = lan.authority.name
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>example.customerinfo.lan</string>
<key>PayloadUUID</key><string>${id('profile')}</string>
<key>PayloadDisplayName</key><string>${escapeMarkup(name)}</string>
<key>PayloadDescription</key><string>Lets this tablet trust the CustomerInfo server in this network.</string>
<key>PayloadContent</key><array><dict>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>example.customerinfo.lan.authority</string>
<key>PayloadUUID</key><string>${id('authority')}</string>
<key>PayloadDisplayName</key><string>${escapeMarkup(name)}</string>
<key>PayloadContent</key><data>${lan.authority.der.toString('base64')}</data>
</dict></array>
</dict></plist>
`
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/'
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
