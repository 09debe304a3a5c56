/** A record in a fake CRM, with everything that was ever done to it. */
export type FakeRecord = {
  id: string
  fields: Record<string, unknown>
  /** When it was created, updated, deleted, with what. */
  history: { what: 'created' | 'updated' | 'deleted'; at: number; fields: Record<string, unknown> }[]
  deleted: boolean
  /** Not yet in the search index. */
  unseen: boolean
}

/** What a CRM holds in truth, whatever it answered: tests count here. */
export class CrmLedger {
  readonly records: FakeRecord[] = []
  /** While true, new records are found by id only, until `catchUp`. */
  searchLags = false

  create(fields: Record<string, unknown>): FakeRecord {
    const id = `r${this.records.length + 1}`
    const entry = { what: 'created' as const, at: Date.now(), fields }
    const record = { id, fields: { ...fields }, history: [entry], deleted: false, unseen: this.searchLags }
    this.records.push(record)
    return record
  }

  /** undefined when there is none of this id (any more). */
  update(id: string, fields: Record<string, unknown>): FakeRecord | undefined {
    const record = this.find(id)
    if (!record) return undefined
    Object.assign(record.fields, fields)
    record.history.push({ what: 'updated', at: Date.now(), fields })
    return record
  }

  delete(id: string): void {
    const record = this.find(id)
    if (!record) return
    record.deleted = true
    record.history.push({ what: 'deleted', at: Date.now(), fields: {} })
  }

  find(id: string): FakeRecord | undefined {
    return this.records.find(record => record.id === id && !record.deleted)
  }

  /** As the CRM's search sees it. */
  search(field: string, value: string): FakeRecord[] {
    return this.living().filter(record => !record.unseen && same(record.fields[field], value))
  }

  living(): FakeRecord[] {
    return this.records.filter(record => !record.deleted)
  }

  /** The search index has seen everything. */
  catchUp(): void {
    for (const record of this.records) record.unseen = false
  }
}

export function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false
  return one !== '' && one.toLowerCase() === other.toLowerCase()
}
