/** Filters, tabs and selections live in the address, so that a pasted link shows the same view. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

/** The address's `?name=value` pairs as text, and a way to change some; `undefined` takes one away. */
export function useAddress<Name extends string>(): [
  Partial<Record<Name, string>>,
  (change: Partial<Record<Name, string | undefined>>, how?: { push?: boolean }) => void,
] {
  const search = useSearch({ strict: false } as never) as Partial<Record<Name, string>>;
  const navigate = useNavigate();
  return [
    search,
    (change, how) =>
      void navigate({
        to: '.',
        replace: how?.push !== true,
        search: ((before: object) => ({ ...before, ...change })) as never,
      }),
  ];
}

/** A part of the path, such as the reference in `/incidents/INC-142`. */
export function usePathPart(name: string): string {
  const parts = useParams({ strict: false }) as Record<string, string | undefined>;
  return parts[name] ?? '';
}

/** Goes to another place in the app. */
export function useGo(): (href: string, how?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return (href, how) => void navigate({ href, replace: how?.replace ?? false });
}
