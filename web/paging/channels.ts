import { Mail, MessageSquare, PhoneCall, Smartphone, Webhook, type LucideIcon } from 'lucide-react';

import { t } from './messages.en.ts';

const icons = {
  email: Mail,
  sms: MessageSquare,
  voice: PhoneCall,
  webhook: Webhook,
  webPush: Smartphone,
} as const;

const knows = (kind: string): kind is keyof typeof icons => Object.hasOwn(icons, kind);

/** "Call", "Push"; another kind by its own name. */
export function channelWord(kind: string): string {
  return knows(kind) ? t(`message.${kind}`) : kind;
}

/** The same inside a sentence: "call", "push". */
export function channelInText(kind: string): string {
  return knows(kind) ? channelWord(kind).toLowerCase() : kind;
}

export function channelIcon(kind: string): LucideIcon {
  return knows(kind) ? icons[kind] : Smartphone;
}
