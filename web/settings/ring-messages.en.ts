/** Words of the secret ring. */
import { messages } from '../ui/messages.tsx';

export const t = messages({
  title: 'Secret ring',
  text: 'Passwords of channels, addresses of webhooks and the like lie sealed in the database. The first key of EVENKEEL_KEYS seals them, the others only open what they sealed before.',
  'head.key': 'Key',
  'head.state': 'What it does',
  'head.where': 'What it holds',
  'head.secrets': 'Secrets',
  current: 'seals and signs',
  opens: 'opens',
  over: 'holds nothing; taken out, it ends sessions and links that it signed',
  missing: 'missing: put it back behind the first key',
  nothing: 'nothing',
  held: '{place} {n}',
  whole: 'Everything is sealed with {key}.',
  left: {
    one: '{n} secret waits for {key}; each hour what is left is sealed anew.',
    other: '{n} secrets wait for {key}; each hour what is left is sealed anew.',
  },
  passing: {
    one: '{n} answer or message under an older key is gone within a day by itself.',
    other: '{n} answers and messages under older keys are gone within a day by themselves.',
  },
  reseal: 'Seal everything with {key} now',
  done: {
    one: '{n} secret sealed anew with {key}.',
    other: '{n} secrets sealed anew with {key}.',
  },
});
