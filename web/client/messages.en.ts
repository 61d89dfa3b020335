/** Words about waiting, failing and being out of contact. */
import { messages } from '../ui/messages.tsx';

export const t = messages({
  failed: '{what} could not be read',
  'failed.kept': '{what} could not be read again, showing what was known at {time}',
  'failed.still': 'Alerts still arrive and people are still paged.',
  'failed.unreachable': 'The server does not answer. What is on screen may be old.',
  missing: '{what} does not exist',
  'missing.text': 'The address may be mistyped, or it is not for you to see.',
  'missing.now': 'Go to Now',
  loading: 'Loading {what}',
  'yaml.copy': 'Copy as YAML',
  'yaml.named': 'Copy as YAML: {name}',
  'yaml.copied': 'Copied as YAML: {name}.',
  'yaml.title': '{name} as YAML',
  'yaml.done': 'Done',
});
