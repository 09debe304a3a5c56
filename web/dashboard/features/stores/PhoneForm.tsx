import { Button } from '@mantine/core'
import { IconExternalLink, IconPrinter } from '@tabler/icons-react'
import type { StoreView } from '../../api/types.ts'
import { CopyButton } from '../../kit/CopyButton.tsx'
import { QrCode } from '../../kit/QrCode.tsx'

/** The same form on the shopper's own phone: its address, and its QR code to print for the counter. */
export function PhoneForm({ store, url }: { store: StoreView; url: string }) {
  return (
    <section>
      <h3>On the shopper’s own phone</h3>
      <div className="poster">
        <p className="poster-words">
          Sign up at {store.name}
          <br />
          with your phone
        </p>
        <QrCode text={url} label={`QR code of the form of ${store.name}`} />
        <p className="mono quiet poster-url">{url}</p>
      </div>
      <div className="row below">
        <CopyButton text={url} label="Copy the link" />
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />}
          onClick={() => window.print()}
        >
          Print
        </Button>
        <Button
          variant="subtle"
          component="a"
          href={url}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={16} stroke={1.75} aria-hidden />}
        >
          Open it
        </Button>
      </div>
    </section>
  )
}
