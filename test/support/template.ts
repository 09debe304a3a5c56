/** The migrated database from which each test's own is cloned. */
export const template = 'customerinfo_template'
