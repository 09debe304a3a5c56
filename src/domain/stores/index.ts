export { phoneFormUrl } from './phone-form.ts'
export {
  type StoreRow,
  selectStaff as findStaff,
  selectStore as findStore,
  selectStores as findStores,
} from './queries.ts'
export { addStaff, addStore, changeStore, createStore, listStores } from './stores.ts'
