export {
  changeMood,
  emptyPracticeCrm,
  listContacts,
  listPracticeAccounts,
  type Mood,
  moods,
  openPracticeCrm,
  type PracticeContact,
  practiceScope,
  readMood,
} from './practice.ts'
