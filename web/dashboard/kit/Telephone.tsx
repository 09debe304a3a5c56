import { useQuery } from '@tanstack/react-query'

/** A number grouped for reading, as people there write it; as it is stored until the world's numbering plans are loaded. */
export function Telephone({ number }: { number: string }) {
  const shown = useQuery({
    queryKey: ['telephone', number],
    queryFn: async () => (await import('../../ui/form/phone.ts')).groupPhone(number),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return <>{shown.data ?? number}</>
}
