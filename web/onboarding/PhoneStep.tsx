import { MessageSquare, PhoneCall, Smartphone, Webhook } from 'lucide-react';
import { useEffect, useState } from 'react';

import { deliveryApi } from '#delivery/contract';
import { meApi, sessionApi, type ContactMethod } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { fieldErrors, words } from '../client/api.ts';
import { allowPush } from '../client/push.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { CodeDialog } from '../settings/CodeDialog.tsx';
import { addressWords, MethodState, methodIcons } from '../settings/MethodsSection.tsx';
import { Button } from '../ui/Button.tsx';
import { Radio, RadioGroup } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { QrCode } from '../ui/QrCode.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState, Skeleton } from '../ui/States.tsx';
import { t } from './messages.en.ts';
import type { useSteps } from './useSteps.ts';

import styles from './WelcomePage.module.css';

const channels = [
  { id: 'voice', icon: PhoneCall },
  { id: 'sms', icon: MessageSquare },
  { id: 'webPush', icon: Smartphone },
  { id: 'webhook', icon: Webhook },
] as const;
type Channel = (typeof channels)[number]['id'];

/** A one-time address as a code; after ten minutes a new one. */
function PhoneCode() {
  const link = useWrite(sessionApi.linkPhone);
  const make = link.mutate;
  useEffect(() => {
    make({});
    const timer = setInterval(() => make({}), 9 * 60e3);
    return () => clearInterval(timer);
  }, [make]);
  return (
    <div className={styles.code}>
      {link.data ? (
        <QrCode text={link.data.link} what={t('phone.qr')} size={190} />
      ) : (
        <Skeleton width="190px" height={190} />
      )}
      <span className={styles.muted}>{t('phone.valid')}</span>
    </div>
  );
}

const local = /^(localhost|127\.|\[::1\])/.test(location.hostname);

/** Links the phone and picks a channel that rings through. */
export function PhoneStep({
  steps,
  onNext,
}: {
  steps: ReturnType<typeof useSteps>;
  onNext: () => void;
}) {
  const ways = useRead(deliveryApi.channels, {}, { topics: ['settings'] });
  const [channel, setChannel] = useState<Channel>('voice');
  const [address, setAddress] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const [confirming, setConfirming] = useState<Static<typeof ContactMethod> | null>(null);
  const add = useWrite(meApi.addMethod, {
    touches: ['settings'],
    onDone: ({ method }) => (method.verifiedAt === null ? setConfirming(method) : onNext()),
  });
  const errors = fieldErrors(add.error);
  const missing = (id: Channel) =>
    ways.data?.items.find((way) => way.id === id && !way.configured)?.missing ?? null;
  const phone = channel === 'voice' || channel === 'sms';
  const save = async () => {
    setFailed(null);
    try {
      const body =
        channel === 'webPush'
          ? await allowPush()
          : { kind: channel, address: phone ? address.replace(/[\s()/-]/g, '') : address.trim() };
      add.mutate({ body });
    } catch (error) {
      setFailed(words(error));
    }
  };
  return (
    <>
      <div className={styles.card}>
        <PhoneCode />
        <div className={styles.cardText}>
          <h3>{t('phone.scan')}</h3>
          <p className={styles.muted}>{t('phone.scan.text')}</p>
          {local ? (
            <p className={styles.note}>
              <SeverityShape state="sev2" size={14} />
              {t('phone.local')}
            </p>
          ) : null}
          <ul className={styles.hops}>
            {steps.methods.length === 0 ? (
              <li>
                <SeverityShape state="sev1" size={14} />
                {t('phone.none')}
              </li>
            ) : null}
            {steps.methods.map((method) => (
              <li key={method.id}>
                <Icon of={methodIcons[method.kind]} />
                <b>{addressWords(method)}</b>
                <MethodState method={method} />
              </li>
            ))}
          </ul>
        </div>
      </div>
      <p className={styles.warn}>
        <SeverityShape state="sev2" size={18} />
        <span>
          <b>{t('phone.warn')}</b>
          <span className={styles.under}>{t('phone.warn.text')}</span>
        </span>
      </p>
      <RadioGroup
        label={t('phone.channel')}
        hideLabel
        value={channel}
        onChange={(next) => setChannel(next as Channel)}
        className={styles.channels ?? ''}
      >
        {channels.map((one) => {
          const lacking = missing(one.id);
          return (
            <div key={one.id} className={styles.channel}>
              <Radio value={one.id}>
                <span className={styles.channelText}>
                  <Icon of={one.icon} />
                  <span>
                    <b>{t(`channel.${one.id}`)}</b>
                    <span className={styles.under}>
                      {lacking === null
                        ? t(`channel.${one.id}.text`)
                        : t('channel.missing', { what: lacking })}
                    </span>
                  </span>
                </span>
              </Radio>
            </div>
          );
        })}
      </RadioGroup>
      {channel === 'webPush' ? null : (
        <div className={styles.number2}>
          <Field
            label={phone ? t('phone.number') : t('phone.url')}
            type={phone ? 'tel' : 'url'}
            autoComplete={phone ? 'tel' : 'off'}
            ask={phone ? t('phone.number.ask') : undefined}
            value={address}
            onChange={setAddress}
            error={errors['address']}
            preview={phone ? t('phone.number.hint') : undefined}
          />
        </div>
      )}
      {failed ? <ErrorState title={failed} /> : null}
      {add.isError && errors['address'] === undefined ? (
        <ErrorState title={words(add.error)} />
      ) : null}
      <div className={styles.foot}>
        <span className={styles.muted}>{t('phone.nextUp')}</span>
        <Button kind="quiet" onPress={onNext}>
          {steps.methods.length > 0 ? t('phone.skip') : t('later')}
        </Button>
        <Button
          kind="primary"
          size="hero"
          keys="Enter"
          sending={add.isPending}
          isDisabled={channel !== 'webPush' && address.trim() === ''}
          onPress={() => void save()}
        >
          {t('phone.save')}
        </Button>
      </div>
      {confirming ? (
        <CodeDialog
          method={confirming}
          onClose={() => {
            setConfirming(null);
            onNext();
          }}
        />
      ) : null}
    </>
  );
}
