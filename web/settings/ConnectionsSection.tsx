import { waysApi } from '#people/contract';

import { useAddress } from '../client/address.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { ErrorState } from '../ui/States.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { sayFailure } from './if-match.ts';
import type { Ways } from './PasskeysSection.tsx';
import { Section } from './Section.tsx';
import { t } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

const reasons = ['taken', 'other', 'late', 'provider'] as const;

/** Accounts of providers that sign in as this person. Not there where no provider is. */
export function ConnectionsSection({ ways }: { ways: Ways }) {
  const zone = useZone();
  const now = useNow('minute');
  const [{ signIn }] = useAddress<'signIn'>();
  const reason = reasons.find((one) => one === signIn);
  const leave = useWrite(waysApi.leave, {
    onDone: ({ url }) => location.assign(url),
    onFail: sayFailure,
  });
  const disconnect = useWrite(waysApi.disconnect, { touches: ['settings'], onFail: sayFailure });
  const open = ways.providers.filter((one) => !one.connected);
  if (ways.providers.length === 0 && ways.identities.length === 0) return null;
  return (
    <Section title={t('providers.mine')}>
      {reason ? (
        <ErrorState title={t('provider.refused', { reason: t(`provider.reason.${reason}`) })} />
      ) : null}
      <ul>
        {ways.identities.map((one) => (
          <li key={one.id} className={styles.row}>
            <span className={styles.grow}>
              <span>{one.provider}</span>
              <span className={styles.meta}>
                {t('provider.used', { time: when(one.lastUsedAt, now, zone) })}
              </span>
            </span>
            <Button
              size="small"
              aria-label={t('provider.disconnect.named', { provider: one.provider })}
              onPress={() => disconnect.mutate({ params: { id: one.id } })}
            >
              {t('provider.disconnect')}
            </Button>
          </li>
        ))}
      </ul>
      {open.length === 0 ? null : (
        <div className={styles.actions}>
          {open.map((one) => (
            <Button
              key={one.id}
              sending={leave.isPending}
              onPress={() =>
                leave.mutate({
                  params: { id: one.id },
                  body: { purpose: 'link', returnTo: '/settings/me' },
                })
              }
            >
              {t('provider.connect', { provider: one.name })}
            </Button>
          ))}
        </div>
      )}
    </Section>
  );
}
