/** Text for HTML, in content and in quoted attributes. */
export function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

/** A whole page in the house's look. `body` and `head` are HTML; scripts run only with the page's nonce. */
export function page(content: { title: string; body: string; script?: string; nonce: string; style?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(content.title)}</title>
<link rel="icon" href="data:,">
<style nonce="${content.nonce}">${tokens}${shared}${content.style ?? ''}</style>
</head>
<body>
${content.body}
${content.script === undefined ? '' : `<script nonce="${content.nonce}">${content.script}</script>`}
</body>
</html>
`
}

/** Nothing from elsewhere, and of our own only what carries the nonce. */
export function pagePolicy(nonce: string, more: string[] = []): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "form-action 'self'",
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...more,
  ].join('; ')
}

const tokens = `
:root{--paper:#fbfaf7;--surface:#fff;--ink:#14171f;--ink-2:#565b66;--line:#e7e3da;--till:#0b7a5b;--amber:#9a5b00;--red:#b3261e;--blue:#2f55c8;--on-till:#fff;--wash:#e6f2ed}
@media(prefers-color-scheme:dark){:root{--paper:#12151b;--surface:#1a1e26;--ink:#f3f1ec;--ink-2:#a9aeb8;--line:#2a2f39;--till:#3cc79b;--amber:#f0b35a;--red:#ff8a80;--blue:#8faaff;--on-till:#0d1a16;--wash:#17312a}}
`
const shared = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Inter,system-ui,-apple-system,'Segoe UI',sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:16px;margin:0}
p{margin:0}
a{color:var(--blue)}
.lead{color:var(--ink-2);margin-top:8px;max-width:62ch}
.card{background:var(--surface);border:1px solid var(--line);border-radius:10px}
.quiet{color:var(--ink-2);font-size:14px}
.pill{display:inline-flex;align-items:center;gap:6px;border-radius:99px;padding:1px 10px;font-size:13px;border:1px solid var(--line);color:var(--ink-2);white-space:nowrap}
button,.button{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:8px;min-height:40px;padding:0 16px;cursor:pointer}
button:hover{border-color:var(--ink-2)}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
@media(max-width:640px){main{padding:20px 16px 48px}h1{font-size:24px}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`
