/** Words of operation: copies, the watch over the chain, the daily test page. */
import { messages } from '../ui/messages.tsx';

export const t = messages({
  copies: 'Copies',
  'copies.text':
    'A copy holds everything but the secret ring, without whose key {key} it cannot be restored. Keep the ring somewhere else.',
  'copies.last': 'Last taken {when} by {by}, {size}',
  'copies.never': 'No copy was ever taken',
  'copies.restored': 'This database was restored {when} from a copy of {made}',
  'copies.take': 'Download a copy',
  'copies.done': 'The copy is on its way to your downloads.',

  watch: 'Watch over the chain',
  'watch.text':
    'A service outside is called each minute while ingest, jobs, paging and delivery all move. When they do not, the second path is told, past the queues that may be stuck.',
  'watch.ingest': 'Ingest',
  'watch.jobs': 'Jobs',
  'watch.paging': 'Paging',
  'watch.delivery': 'Delivery',
  'watch.young': 'Not looked at yet: the server has just started.',
  'watch.none': 'No service outside is called: if this server dies, nobody is told.',
  'watch.beat': 'Calls {host}, last {when}: {detail}',
  'watch.waits': 'Calls {host}, not yet called',
  'watch.second': 'Second path: {who}',
  'watch.nobody': 'Nobody is told when the chain is stuck.',
  'watch.heartbeat': 'Address called each minute',
  'watch.alarm': 'Address told of trouble',
  'watch.emails': 'Mail addresses told of trouble',
  'watch.keep': 'empty: stays as it is',
  'watch.try': 'Try both now',
  'watch.stop': 'Stop calling {host}',
  'watch.saved': 'Saved.',
  'watch.told': '{to}: {detail}',
  save: 'Save',

  test: 'Daily test page',
  'test.text':
    'Each day whoever is on call is paged through the whole chain. Its result is here and on Now.',
  'test.at': 'At',
  'test.zone': 'Time zone',
  'test.schedule': 'Who is on call in',
  'test.off': 'Stop the daily test page',
  'test.none': 'No rehearsal yet',
  'test.bad': 'A time such as 09:30.',
  'head.day': 'Day',
  'head.person': 'Who',
  'head.result': 'Result',
  'state.waiting': 'under way',
  'state.answered': 'answered after {seconds} s',
  nobody: 'nobody',
});
