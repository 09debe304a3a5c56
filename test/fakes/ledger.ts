import { randomUUID } from 'node:crypto'

export type FakeRecord = { id: string; fields: Record<string, unknown>; deleted: boolean; writes: number }

/** What a fake CRM has really stored: it, and not our own books, counts whether somebody is there twice. */
export class Ledger {
  /** In the order of creation, deleted ones included. */
  records: FakeRecord[] = []

  create(fields: Record<string, unknown>): FakeRecord {
    const record = { id: randomUUID(), fields: { ...fields }, deleted: false, writes: 1 }
    this.records.push(record)
    return record
  }

  /** undefined: there is no such record, or it was deleted. */
  update(id: string, fields: Record<string, unknown>): FakeRecord | undefined {
    const record = this.find(id)
    if (!record) return undefined
    Object.assign(record.fields, fields)
    record.writes += 1
    return record
  }

  find(id: string): FakeRecord | undefined {
    return this.living().find(record => record.id === id)
  }

  search(field: string, value: unknown): FakeRecord[] {
    return this.living().filter(record => same(record.fields[field], value))
  }

  living(): FakeRecord[] {
    return this.records.filter(record => !record.deleted)
  }
}

/** As CRMs compare: in any case; what is empty equals nothing. */
export function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string' || one === '') return false
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
