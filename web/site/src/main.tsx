import { render } from 'preact'
import '../../ui/tokens.css'
import '../../ui/form/form.css'
import './site.css'
import { App } from './App.tsx'
import { tokenOf } from './storefront.ts'

render(<App token={tokenOf(location.pathname)} />, document.getElementById('app') as HTMLElement)
