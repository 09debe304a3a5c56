export { phoneFormUrl } from './phone-form.ts'
export {
  type StoreRow,
  selectStaff as findStaff,
  selectStore as findStore,
  selectStores as findStores,
  updateStore as setStore,
} from './queries.ts'
export { addStaff, addStore, changeStore, createStore, listStores, type NewStore } from './stores.ts'
