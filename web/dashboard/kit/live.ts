import { createContext, use } from 'react'

/** Whether the line to the server stands, over which it says that something changed. */
export const LiveContext = createContext(false)
export const useHears = (): boolean => use(LiveContext)
