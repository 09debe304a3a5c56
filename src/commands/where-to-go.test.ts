import { expect, it } from 'vitest'
import { whereToGo } from './where-to-go.ts'

it('tells where to go, and the login of the demo', () => {
  const text = whereToGo({
    url: 'http://localhost:4180',
    demo: true,
    login: { email: 'ada@example.com', password: 'a-password' },
  })
  expect(text).toContain('Dashboard     http://localhost:4180/\n')
  expect(text).toContain('ada@example.com   a-password')
  expect(text).toContain('Practice CRM  http://localhost:4180/practice-crm')
  expect(text).not.toContain('tablet')
})

it('says nothing of the demo where there is none', () => {
  const text = whereToGo({ url: 'https://till.example.com', demo: false })
  expect(text).toContain('Kiosk         https://till.example.com/kiosk')
  expect(text).not.toContain('Practice')
})

it('shows a tablet the way, as a code too', () => {
  const text = whereToGo({
    url: 'http://localhost:4180',
    demo: true,
    tablet: { trust: 'http://192.0.2.7:4180/trust', kiosk: 'https://192.0.2.7:4180/kiosk' },
  })
  expect(text).toContain('http://192.0.2.7:4180/trust')
  expect(text.split('\n').filter(line => /[█▀▄]/.test(line)).length).toBeGreaterThan(10)
})
