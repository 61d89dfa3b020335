// The words of channels and their settings; channels name them by key.

const english: Readonly<Record<string, string>> = {
  'channels.email.name': 'E-mail',
  'channels.email.smtpUrl': 'Mail server (SMTP_URL)',
  'channels.email.from': 'Sender (MAIL_FROM)',
  'channels.email.address': 'Address',
  'channels.sms.name': 'SMS',
  'channels.voice.name': 'Phone call',
  'channels.phone.accountSid': 'Account (TWILIO_ACCOUNT_SID)',
  'channels.phone.authToken': 'Token (TWILIO_AUTH_TOKEN)',
  'channels.phone.from': 'Our number (TWILIO_FROM)',
  'channels.phone.baseUrl': 'Address of the provider (TWILIO_BASE_URL)',
  'channels.phone.number': 'Number, with the country: +49 …',
  'channels.webhook.name': 'Webhook',
  'channels.webhook.url': 'URL',
  'channels.webhook.secret': 'Signing secret',
  'channels.webPush.name': 'Push to a browser',
  'channels.webPush.publicKey': 'Public key',
  'channels.webPush.privateKey': 'Private key',
  'channels.webPush.subject': 'Who answers for it',
  'channels.webPush.endpoint': 'Push service',
  'channels.webPush.p256dh': 'Key of the browser',
  'channels.webPush.auth': 'Secret of the browser',
};

/** The words for a key; the key itself where none were written. */
export function channelWords(key: string): string {
  return english[key] ?? key;
}
