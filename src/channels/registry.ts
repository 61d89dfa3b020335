// Every channel there is. A new one is its file, its test and one line here.
import { email } from './email.ts';
import type { Channel } from './model.ts';
import { sms } from './sms.ts';
import { voice } from './voice.ts';
import { webPush } from './web-push.ts';
import { webhook } from './webhook.ts';

export const channels: readonly Channel[] = [email, sms, voice, webhook, webPush];
