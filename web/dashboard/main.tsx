import '@fontsource-variable/inter/index.css'
import './style/mantine.css'
import '../ui/tokens.css'
import './style/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
