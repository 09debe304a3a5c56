/** Everything the page shows; addresses are whole. */
export type TrustPage = {
  kiosk: string
  /** An HTTPS address that answers only where the certificate is trusted already. */
  probe: string
  /** SVG of the code that leads here. */
  code: string
  address: string
  /** Of the certificate, as the tablet's settings list it. */
  name: string
  fingerprint: string
  system: 'ipad' | 'android'
}

/** Asks the HTTPS side whether this tablet trusts it already; only then is the kiosk the first thing to tap. */
export const script = `
const root = document.documentElement
const look = () => fetch(root.dataset.probe, { mode: 'no-cors', cache: 'no-store' }).then(
  () => { root.dataset.trust = 'yes' },
  () => { root.dataset.trust = 'no' },
)
look()
addEventListener('visibilitychange', () => { if (!document.hidden) look() })
`

/** One page for tablet and laptop: what to tap, in the order of tapping. */
export function renderTrustPage(page: TrustPage): string {
  const open = (system: TrustPage['system']) => (page.system === system ? ' open' : '')
  return `<!doctype html>
<html lang="en" data-probe="${escapeMarkup(page.probe)}" data-trust="unknown">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Use this tablet with CustomerInfo</title>
<style>${style}</style>
</head>
<body>
<main>
  <p class="brand">CustomerInfo</p>
  <h1>Use this tablet at the counter</h1>
  <p class="lead untrusted">The kiosk works offline and keeps sign-ups sealed. For that the tablet must trust this server once; it takes a minute.</p>
  <p class="lead trusted" role="status"><span class="dot"></span>This tablet trusts the server. There is nothing left to do here.</p>

  <details class="card untrusted"${open('ipad')}>
    <summary><h2>iPad</h2></summary>
    <ol>
      <li><p>Load the profile, and allow the download.</p><a class="button quiet" href="/ca.mobileconfig">Load the profile</a></li>
      <li><p>Open <b>Settings</b>, tap <b>Profile Downloaded</b> near the top, then <b>Install</b>.</p></li>
      <li><p>In <b>Settings</b>, go to <b>General</b> › <b>About</b> › <b>Certificate Trust Settings</b>, and switch on <b>${escapeMarkup(page.name)}</b>.</p></li>
      <li><p>Come back here and open the kiosk. Then tap <b>Share</b> › <b>Add to Home Screen</b>, and pair it from there.</p></li>
    </ol>
  </details>

  <details class="card untrusted"${open('android')}>
    <summary><h2>Android</h2></summary>
    <ol>
      <li><p>Load the certificate.</p><a class="button quiet" href="/ca.crt">Load the certificate</a></li>
      <li><p>Open <b>Settings</b> › <b>Security</b> › <b>More security settings</b> › <b>Encryption &amp; credentials</b> › <b>Install a certificate</b> › <b>CA certificate</b>. On some tablets, search the settings for “CA certificate”.</p></li>
      <li><p>Tap <b>Install anyway</b>, and choose <b>customerinfo.crt</b> from the downloads.</p></li>
      <li><p>Come back here and open the kiosk. Then choose <b>Install app</b> in the browser’s menu.</p></li>
    </ol>
  </details>

  <p class="action"><a class="button" href="${escapeMarkup(page.kiosk)}">Open the kiosk</a></p>

  <section class="card code">
    <div class="qr" role="img" aria-label="Code that opens this page on a tablet">${page.code}</div>
    <div>
      <h2>Reading this on another screen?</h2>
      <p>Point the tablet’s camera at the code, or type<br><span class="address">${escapeMarkup(page.address)}</span></p>
    </div>
  </section>

  <details class="proof">
    <summary>Is it the right certificate?</summary>
    <p>The certificate was made on the machine that runs CustomerInfo, and is good for nothing else. Its SHA-256 fingerprint is</p>
    <p class="fingerprint">${escapeMarkup(page.fingerprint)}</p>
    <p>To stop trusting it, remove the profile or the certificate in the tablet’s settings.</p>
  </details>
</main>
<script>${script}</script>
</body>
</html>
`
}

const style = `
:root { --paper: #FBFAF7; --surface: #FFFFFF; --ink: #14171F; --ink-2: #565B66; --line: #E7E3DA; --till: #0B7A5B; --on-till: #FFFFFF; --blue: #2F55C8 }
@media (prefers-color-scheme: dark) { :root { --paper: #12151B; --surface: #1A1E26; --ink: #F3F1EC; --ink-2: #A9AEB8; --line: #2A2F39; --till: #3CC79B; --on-till: #12151B; --blue: #8FAAFF } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif; -webkit-text-size-adjust: 100% }
main { max-width: 640px; margin: 0 auto; padding: 40px 20px 64px }
.brand { margin: 0 0 32px; color: var(--ink-2); font-size: 14px }
h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance }
h2 { display: inline; margin: 0; font-size: 16px; font-weight: 600 }
p { margin: 0 }
.lead { margin-bottom: 24px; color: var(--ink-2) }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 0 20px; margin-bottom: 12px }
summary { cursor: pointer; min-height: 56px; display: flex; align-items: center; justify-content: space-between; list-style: none; border-radius: 8px }
summary::-webkit-details-marker { display: none }
summary::after { content: ""; width: 9px; height: 9px; margin-right: 4px; border: solid var(--ink-2); border-width: 0 1.75px 1.75px 0; transform: rotate(45deg); transition: transform 150ms ease-out }
details[open] > summary::after { transform: rotate(225deg) }
ol { list-style: none; counter-reset: step; margin: 0; padding: 0 0 20px }
li { counter-increment: step; position: relative; padding: 14px 0 14px 44px; border-top: 1px solid var(--line) }
li::before { content: counter(step); position: absolute; left: 0; top: 12px; width: 28px; height: 28px; border: 1px solid var(--line); border-radius: 99px; display: grid; place-items: center; font-size: 14px; font-variant-numeric: tabular-nums; color: var(--ink-2) }
b { font-weight: 600 }
.button { display: inline-flex; align-items: center; justify-content: center; min-height: 56px; padding: 0 28px; border-radius: 8px; background: var(--till); color: var(--on-till); font-weight: 600; text-decoration: none }
.button.quiet { min-height: 48px; margin-top: 10px; padding: 0 20px; background: none; color: var(--ink); border: 1px solid var(--line) }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px }
.action { margin: 24px 0 40px }
.action .button { width: 100% }
.dot { display: inline-block; width: 10px; height: 10px; margin-right: 10px; border-radius: 99px; background: var(--till) }
[data-trust="yes"] .untrusted, :root:not([data-trust="yes"]) .trusted { display: none }
.code { display: none; padding: 20px; gap: 24px; align-items: center }
.code p { margin-top: 4px; color: var(--ink-2) }
.qr { flex: none; width: 132px; height: 132px; padding: 8px; border-radius: 8px; background: #FFFFFF; color: #14171F }
.qr svg { display: block; width: 100%; height: 100% }
.address { color: var(--ink); font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
.proof { color: var(--ink-2); font-size: 14px }
.proof summary { min-height: 48px; justify-content: flex-start; gap: 10px }
.proof p { margin-bottom: 8px }
.fingerprint { font: 13px/1.6 ui-monospace, monospace; color: var(--ink); overflow-wrap: anywhere }
@media (min-width: 700px) and (hover: hover) { .code { display: flex } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
`

export function escapeMarkup(text: string): string {
  return text.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)
}
