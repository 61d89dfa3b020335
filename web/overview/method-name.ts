import { t } from './messages.en.ts';

/** What people call a way to reach them: "call", "push". */
export function methodName(kind: string): string {
  const known = ['email', 'sms', 'voice', 'webhook', 'webPush'] as const;
  const found = known.find((one) => one === kind);
  return found ? t(`method.${found}`) : kind;
}
