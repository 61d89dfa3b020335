import { useState } from 'react';

import { passkeysApi, type waysApi } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { words } from '../client/api.ts';
import { browserHasPasskeys, makePasskey } from '../client/passkey.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { sayFailure } from './if-match.ts';
import { Section } from './Section.tsx';
import { t } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

export type Ways = Static<typeof waysApi.mine.response>;

/** Passkeys of one's own: which there are, when they were used, and a new one. */
export function PasskeysSection({ ways }: { ways: Ways }) {
  const zone = useZone();
  const now = useNow('minute');
  const [adding, setAdding] = useState(false);
  const remove = useWrite(passkeysApi.remove, { touches: ['settings'], onFail: sayFailure });
  const possible = ways.passkeysPossible && browserHasPasskeys();
  return (
    <Section
      title={t('passkeys')}
      action={
        possible ? <Button onPress={() => setAdding(true)}>{t('passkey.add')}</Button> : undefined
      }
    >
      {ways.passkeys.length === 0 ? (
        <p className={styles.text}>{t(possible ? 'passkeys.none' : 'passkeys.not')}</p>
      ) : (
        <ul>
          {ways.passkeys.map((one) => (
            <li key={one.id} className={styles.row}>
              <span className={styles.grow}>
                <span>{one.name}</span>
                <span className={styles.meta}>
                  {[
                    one.lastUsedAt === null
                      ? t('passkey.unused')
                      : t('passkey.used', { time: when(one.lastUsedAt, now, zone) }),
                    ...(one.synced ? [t('passkey.synced')] : []),
                  ].join(', ')}
                </span>
              </span>
              <Button
                size="small"
                aria-label={t('passkey.remove.named', { name: one.name })}
                onPress={() => remove.mutate({ params: { id: one.id } })}
              >
                {t('remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding ? <AddPasskey onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function AddPasskey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const add = useWrite(passkeysApi.add, {
    touches: ['settings'],
    onDone: () => {
      toast({ text: t('passkey.added') });
      onClose();
    },
  });
  const options = useWrite(passkeysApi.options);
  const make = async () => {
    setFailed(null);
    try {
      const response = await makePasskey(await options.mutateAsync({}));
      if (response) add.mutate({ body: { name: name.trim(), response } });
    } catch (error) {
      setFailed(words(error));
    }
  };
  return (
    <FormDialog
      title={t('passkey.add.title')}
      action={t('passkey.make')}
      ready={name.trim() !== ''}
      sending={options.isPending || add.isPending}
      failure={failed ?? (add.isError && words(add.error))}
      onSubmit={() => void make()}
      onClose={onClose}
    >
      <Field
        label={t('passkey.name')}
        ask={t('passkey.name.ask')}
        value={name}
        onChange={setName}
        autoFocus
      />
    </FormDialog>
  );
}
