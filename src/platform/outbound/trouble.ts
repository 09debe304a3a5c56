export type TroubleKind =
  /** The address is not public, the URL is of another kind than http(s), or a redirect leads to such a place. */
  | 'refused-address'
  /** The request cannot be written down as HTTP, for example because a key holds a line break. */
  | 'bad-request'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'too-large'
  /** The connection broke while the request was on its way or before the answer was complete. */
  | 'reset'
  | 'bad-response'

/** Why a call outside got no answer that can be used. The message names neither credentials nor contents. */
export class OutboundTrouble extends Error {
  readonly kind: TroubleKind
  /** false only when the other side surely did not get the request; else it may have acted on it. */
  readonly maybeDelivered: boolean

  constructor(kind: TroubleKind, message: string, maybeDelivered: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OutboundTrouble'
    this.kind = kind
    this.maybeDelivered = maybeDelivered
  }
}
