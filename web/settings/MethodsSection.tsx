import { Mail, MessageSquare, PhoneCall, Smartphone, Webhook, type LucideIcon } from 'lucide-react';
import { useState } from 'react';

import { meApi } from '#people/contract';

import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { date } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { AddMethod } from './AddMethod.tsx';
import { CodeDialog } from './CodeDialog.tsx';
import { sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import { works, type MethodBody } from './person.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

export const methodIcons: Record<MethodBody['kind'], LucideIcon> = {
  email: Mail,
  sms: MessageSquare,
  voice: PhoneCall,
  webhook: Webhook,
  webPush: Smartphone,
};

/** What is shown of where a method leads: a push endpoint says only whose it is. */
export function addressWords(method: MethodBody): string {
  if (method.kind !== 'webPush') return method.address;
  return method.settings['name'] ?? new URL(method.address).hostname;
}

/** Own ways to be reached: each works, waits for its code, or is broken and says why. */
export function MethodsSection({ methods }: { methods: readonly MethodBody[] }) {
  const [adding, setAdding] = useState(false);
  const [confirming, setConfirming] = useState<MethodBody | null>(null);
  const working = methods.filter(works);
  const pushOnly = working.length > 0 && working.every((method) => method.kind === 'webPush');
  return (
    <Section
      title={t('methods')}
      action={<Button onPress={() => setAdding(true)}>{t('method.add')}</Button>}
    >
      {working.length === 0 ? (
        <Empty good={false} title={t('methods.none')}>
          {t('methods.none.text')}
        </Empty>
      ) : null}
      {pushOnly ? (
        <p className={styles.warn}>
          <SeverityShape state="sev2" />
          {t('methods.loud')}
        </p>
      ) : null}
      <ul>
        {methods.map((method) => (
          <MethodRow key={method.id} method={method} onConfirm={() => setConfirming(method)} />
        ))}
      </ul>
      {adding ? (
        <AddMethod
          onClose={() => setAdding(false)}
          onMade={(method) => {
            setAdding(false);
            if (method.verifiedAt === null) setConfirming(method);
          }}
        />
      ) : null}
      {confirming ? <CodeDialog method={confirming} onClose={() => setConfirming(null)} /> : null}
    </Section>
  );
}

function MethodRow({ method, onConfirm }: { method: MethodBody; onConfirm: () => void }) {
  const remove = useWrite(meApi.removeMethod, { touches: ['settings'], onFail: sayFailure });
  return (
    <li className={styles.row}>
      <Icon of={methodIcons[method.kind]} />
      <span className={styles.grow}>
        <span>
          <b>{t(`method.${method.kind}`)}</b> {addressWords(method)}
        </span>
        <MethodState method={method} />
      </span>
      {method.verifiedAt === null ? (
        <Button size="small" onPress={onConfirm}>
          {t('method.verify')}
        </Button>
      ) : null}
      <Button
        size="small"
        kind="quiet"
        aria-label={t('method.remove.named', { address: addressWords(method) })}
        sending={remove.isPending}
        onPress={() => remove.mutate({ params: { id: method.id } })}
      >
        {t('method.remove')}
      </Button>
    </li>
  );
}

/** Verified, not verified, or broken, with its shape. */
export function MethodState({ method }: { method: MethodBody }) {
  const zone = useZone();
  if (method.brokenAt !== null) {
    return (
      <span className={styles.fact}>
        <SeverityShape state="sev1" size={12} />
        {t('method.broken', { reason: method.brokenReason ?? '' })}
      </span>
    );
  }
  return (
    <span className={styles.fact}>
      <SeverityShape state={method.verifiedAt === null ? 'sev2' : 'ok'} size={12} />
      {method.verifiedAt === null
        ? t('method.unverified')
        : t('method.verified', { date: date(method.verifiedAt, zone) })}
    </span>
  );
}
