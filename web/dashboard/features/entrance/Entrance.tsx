import './entrance.css'
import { Outlet } from '@tanstack/react-router'

/** Before one is signed in: the counter on one side, the door on the other. */
export function Entrance() {
  return (
    <div className="entrance">
      <aside className="entrance-side" aria-hidden="true">
        <span className="entrance-sign">CustomerInfo</span>
        <Counter />
        <p>
          They sign up at your counter.
          <br />
          Seconds later they are in your CRM: once, correct, with proof of consent.
        </p>
      </aside>
      <main className="entrance-door" id="content">
        <Outlet />
      </main>
    </div>
  )
}

/** A tablet on a counter, and the line from it. */
function Counter() {
  return (
    <svg
      aria-hidden="true"
      className="entrance-picture"
      viewBox="0 0 320 220"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M8 196h304" stroke="currentColor" strokeWidth="2" opacity=".55" />
      <path d="M86 196l14-22h60l14 22" stroke="currentColor" strokeWidth="2" opacity=".55" />
      <rect x="60" y="34" width="140" height="140" rx="14" fill="#fbfaf7" />
      <rect x="78" y="54" width="64" height="9" rx="4.5" fill="#14171f" />
      <rect x="78" y="78" width="104" height="18" rx="5" fill="#fff" stroke="#d9d4c8" />
      <rect x="78" y="104" width="104" height="18" rx="5" fill="#fff" stroke="#d9d4c8" />
      <rect x="78" y="142" width="104" height="18" rx="6" fill="#0b7a5b" />
      <path d="M123 151l4.5 4.5 8-9" stroke="#fff" strokeWidth="2.4" />
      <path d="M212 104h34" stroke="currentColor" strokeWidth="2" strokeDasharray="1 7" />
      <circle cx="274" cy="104" r="22" stroke="currentColor" strokeWidth="2" />
      <circle cx="274" cy="98" r="6" stroke="currentColor" strokeWidth="2" />
      <path d="M263 115c3-6 19-6 22 0" stroke="currentColor" strokeWidth="2" />
    </svg>
  )
}
