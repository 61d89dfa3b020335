import { invitationsApi } from '#people/contract';

import { useRead, useWrite } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { sayFailure } from './if-match.ts';
import { Section } from './Section.tsx';
import { t } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

/** Invitations nobody has taken up yet. Not there when there are none. */
export function InvitationsSection() {
  const zone = useZone();
  const now = useNow('minute');
  const may = useMay('people:write');
  const open = useRead(invitationsApi.list, {}, { topics: ['settings'], when: may });
  const revoke = useWrite(invitationsApi.revoke, {
    touches: ['settings'],
    onDone: () => toast({ text: t('invitation.revoked') }),
    onFail: sayFailure,
  });
  const items = open.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('invitations')}>
      <ul>
        {items.map(({ person, expiresAt }) => (
          <li key={person.id} className={styles.row}>
            <span className={styles.grow}>
              <span>{person.name}</span>
              <span className={styles.meta}>
                {`${person.email}, ${t('invitation.until', { time: when(expiresAt, now, zone) })}`}
              </span>
            </span>
            <Button
              size="small"
              aria-label={t('invitation.revoke.named', { name: person.name })}
              onPress={() => revoke.mutate({ params: { id: person.id } })}
            >
              {t('invitation.revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
