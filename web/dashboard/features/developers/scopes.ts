const words: Record<string, string> = { 'signups:read': 'read sign-ups', 'signups:write': 'hand in sign-ups' }

export const scopeWords = (scope: string): string => words[scope] ?? scope
