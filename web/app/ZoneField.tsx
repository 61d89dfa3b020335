import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { clock, offsetName } from '../ui/time.ts';
import { t } from './messages/en.ts';

/** Whether this browser knows the zone. */
export function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return zone.includes('/') || zone === 'UTC';
  } catch {
    return false;
  }
}

/** An IANA zone, with the time it is there as proof. */
export function ZoneField({
  value,
  onChange,
}: {
  value: string;
  onChange: (zone: string) => void;
}) {
  const now = useNow('minute');
  const good = isZone(value);
  return (
    <Field
      label={t('setup.zone')}
      value={value}
      onChange={onChange}
      zone={good ? offsetName(value, now) : undefined}
      preview={good ? t('setup.zone.now', { time: clock(now, value) }) : undefined}
      error={good ? undefined : t('setup.zone.bad')}
    />
  );
}
