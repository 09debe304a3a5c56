import type { ComponentChildren } from 'preact'
import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { inLanguage } from './words.ts'

/** The shop on the one side, what the shopper does on the other. */
export function Counter(props: { storefront: Storefront; language: string; children: ComponentChildren }) {
  const { account, form } = props.storefront
  const promise = inLanguage(form.definition.words.promise, props.language, form.definition.languages)
  return (
    <div class="counter">
      <aside class="shop">
        <ShopName account={account} />
        <div class="shop-foot">
          {promise ? <p class="promise">{promise}</p> : null}
          <p class="maker">CustomerInfo</p>
        </div>
      </aside>
      <main class="task">{props.children}</main>
    </div>
  )
}

export function ShopName({ account }: { account: Storefront['account'] }) {
  const { logo, tagline } = account.branding
  return (
    <div class="shop-name">
      {logo?.startsWith('data:image/') ? (
        <img src={logo} alt={account.name} />
      ) : (
        <p class="shop-title">{account.name}</p>
      )}
      {tagline ? <p class="tagline">{tagline}</p> : null}
    </div>
  )
}
