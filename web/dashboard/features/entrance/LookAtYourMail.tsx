import { IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { demoQuery } from '../../api/queries.ts'

export function LookAtYourMail({ address, children }: { address: string; children: ReactNode }) {
  const demo = useQuery(demoQuery).data
  return (
    <section className="entrance-words" role="status">
      <IconMail size={40} stroke={1.5} aria-hidden />
      <h1>Look at your mail</h1>
      <p>
        A mail is on its way to <b>{address}</b>. {children}
      </p>
      <p className="quiet">Nothing there after a few minutes? Look in the spam folder, or check the address above.</p>
      {demo && (
        <p>
          On this machine mails are not sent:{' '}
          <a className="text-link" href="/mail" target="_blank" rel="noreferrer">
            see them here
          </a>
          .
        </p>
      )}
      <Link to="/sign-in" className="text-link">
        Back to sign-in
      </Link>
    </section>
  )
}
