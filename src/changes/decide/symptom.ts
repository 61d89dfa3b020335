import type { Symptom } from '../model.ts';

const WORDS: readonly (readonly [Symptom, RegExp])[] = [
  [
    'absence',
    /\b(absent|missing|no data|no traffic|heartbeat|silent|stopped|not reporting|dropped to zero|down)\b/,
  ],
  ['data', /\b(wrong|duplicate\w*|corrupt\w*|stale|inconsistent|data loss)\b/],
  ['latency', /\b(latenc\w+|slow|p9\d|timeouts?|time[sd]? out|response time)\b/],
  [
    'saturation',
    /\b(cpu|memory|disk|queue|full|saturat\w+|usage|exhaust\w+|limit|capacity|backlog|lag)\b/,
  ],
];

/** What kind of trouble the title of an alert tells of; errors when it tells of none in particular. */
export function symptomOf(title: string): Symptom {
  const plain = title.toLowerCase().replaceAll(/[-_]+/g, ' ');
  return WORDS.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'errors';
}
