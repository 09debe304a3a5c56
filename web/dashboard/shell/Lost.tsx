import { Link } from '@tanstack/react-router'

export function Lost() {
  return (
    <main className="alone" id="content">
      <h1>There is nothing at this address</h1>
      <p>The link may be old or not complete.</p>
      <Link to="/" className="text-link">
        Go to the overview
      </Link>
    </main>
  )
}
