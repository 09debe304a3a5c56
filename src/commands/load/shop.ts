import { createApiKey, hashPassword, openAccount } from '../../domain/accounts/index.ts'
import { addConnection } from '../../domain/deliveries/index.ts'
import { pairDevice } from '../../domain/devices/index.ts'
import { publishForm, storefront } from '../../domain/forms/index.ts'
import { openPracticeCrm } from '../../domain/practice/index.ts'
import { activeOpeningKey } from '../../domain/signups/index.ts'
import { addStore } from '../../domain/stores/index.ts'
import { randomToken } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import type { Scope } from '../../platform/scope.ts'
import { demoForm } from '../demo-form.ts'
import type { Tablet } from './generator.ts'
import { openLine, requestText } from './line.ts'
import type { FormFacts } from './people.ts'
import { makeProof, makeTabletKey, readTabletKey } from './tablet.ts'

export type Shop = {
  scope: Scope
  storeId: string
  form: FormFacts
  apiKey: string
  openingKey: { id: string; publicKey: string }
}

/** A retailer to be flooded: form with consent texts, store, one connection to a CRM, an API key. */
export async function openShop(ports: Ports): Promise<Shop> {
  const owner = {
    name: 'Ada Lovelace',
    email: `ada.${randomToken(8)}@example.com`.toLowerCase(),
    passwordHash: await hashPassword(randomToken(24)),
    verified: true,
  }
  const shop = { name: 'Madder & Rye', country: 'NL', timeZone: 'Europe/Amsterdam' }
  let storeId = ''
  const scope = await openAccount(ports, { owner, shop }, async (tx, opened) => {
    const { formId } = await publishForm(tx, opened, demoForm(shop.name))
    storeId = await addStore(tx, opened, { name: 'Amsterdam', country: 'NL', timeZone: shop.timeZone, formId })
  })
  await addConnection(scope, { connector: 'practice', name: 'Practice CRM', settings: await openPracticeCrm(scope) })
  const { form } = await scope.tx(tx => storefront(tx, storeId))
  const emailText = form.definition.consents.find(consent => consent.purpose === 'email')?.texts.en?.id ?? ''
  const { key } = await createApiKey(scope, { name: 'Load', scopes: ['signups:write', 'signups:read'] })
  return {
    scope,
    storeId,
    form: { formVersion: form.versionId, emailText },
    apiKey: key,
    openingKey: await activeOpeningKey(scope),
  }
}

/** Tablets, paired as a member would do it. */
export async function pairTablets(shop: Shop, port: number, count: number): Promise<Tablet[]> {
  const line = await openLine(port)
  const tablets: Tablet[] = []
  for (let nth = 1; nth <= count; nth++) {
    const key = makeTabletKey()
    const { head } = await line.send(requestText('GET', '/kiosk/api/nonce', { port }))
    const nonce = /\r\ndpop-nonce: (\S+)/i.exec(head)?.[1] ?? ''
    const body = JSON.stringify({ publicKey: key.jwk, device: { os: 'iPadOS' } })
    const url = `http://localhost:${port}/kiosk/api/pairing`
    const dpop = makeProof(readTabletKey(key), { method: 'POST', url, body, nonce, who: { jwk: key.jwk } })
    const answer = await line.send(requestText('POST', '/kiosk/api/pairing', { port, headers: { dpop }, body }))
    if (answer.status !== 201) throw new Error(`A tablet got no code: ${answer.status} ${answer.body}`)
    const { code } = JSON.parse(answer.body) as { code: string }
    const { pairingId } = await pairDevice(shop.scope, { code, name: `Tablet ${nth}`, storeId: shop.storeId })
    tablets.push({ key, pairing: pairingId })
  }
  line.close()
  return tablets
}
