/** A role at work in this process. */
export type Running = {
  /** Takes no new work, finishes what is in flight or gives it back; resolves when all is quiet. */
  drain(): Promise<void>
}
