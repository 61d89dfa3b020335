// Who is let in by a provider's word. A provider vouches for an address; an account here may be worth
// more than that, so the address alone opens only what nobody has taken yet.
import type { Role } from '../model.ts';
import { readEmail } from './contact.ts';

/** What a provider says about somebody, after its token was verified. */
export interface Claims {
  email: unknown;
  emailVerified: unknown;
  name: unknown;
}

/** The rule of an organisation for people without an invitation. */
export interface JoinRule {
  /** Lower case, punycode; empty: nobody joins so. */
  domains: readonly string[];
  role: Role;
}

/** The person with this address here, as far as it matters. */
export interface Standing {
  active: boolean;
  /** They can sign in in some way already: password, passkey, another provider. */
  claimed: boolean;
  /** An invitation is open for them. */
  invited: boolean;
}

export type Joining =
  | { do: 'link' }
  | { do: 'join'; role: Role }
  | { do: 'refuse'; reason: 'noAddress' | 'unverified' | 'claimed' | 'notInvited' | 'deactivated' };

/** The address that the provider vouches for, in the one form that is stored, or why there is none. */
export function vouchedAddress(claims: Claims): { email: string } | { reason: Refusal } {
  const email = typeof claims.email === 'string' ? readEmail(claims.email) : null;
  if (email === null) return { reason: 'noAddress' };
  return claims.emailVerified === true ? { email } : { reason: 'unverified' };
}

type Refusal = Extract<Joining, { do: 'refuse' }>['reason'];

/**
 * What an identity that is new here may do. `standing` is null when nobody here has its address.
 * An open invitation, or the join rule for a person whom nobody has taken up, links; the rule alone
 * lets newcomers in; an account that somebody uses is never taken over by an address.
 */
export function joining(email: string, standing: Standing | null, rule: JoinRule): Joining {
  const covered = rule.domains.includes(email.split('@')[1] ?? '');
  if (standing === null) {
    return covered ? { do: 'join', role: rule.role } : { do: 'refuse', reason: 'notInvited' };
  }
  if (!standing.active) return { do: 'refuse', reason: 'deactivated' };
  if (standing.claimed) return { do: 'refuse', reason: 'claimed' };
  return standing.invited || covered ? { do: 'link' } : { do: 'refuse', reason: 'notInvited' };
}

/** A domain as it is compared, or null: `example.com`, also in other scripts. */
export function readDomain(text: string): string | null {
  return readEmail(`a@${text.trim().replace(/^@/, '')}`)?.split('@')[1] ?? null;
}

/** Where to go after signing in: a path of this site and nothing else. */
export function ownPath(text: string | undefined): string {
  if (text === undefined || text.length > 500) return '/';
  // Browsers read a backslash as a slash, and drop tabs and line ends: such texts are no paths of ours.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return '/';
  return text;
}
