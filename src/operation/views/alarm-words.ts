// What the second path says, to somebody who does not look at evenkeel just now.
import type { Check } from '../model.ts';

export function alarmText(checks: readonly Check[]): { subject: string; text: string } {
  const stuck = checks.filter(({ ok }) => !ok);
  const names = stuck.map(({ name }) => name).join(', ');
  const lines = stuck.map(({ name, detail }) => `- ${name}: ${detail}`);
  return {
    subject: `evenkeel is stuck: ${names}`,
    text: [
      'Pages may not go out. Somebody has to look at the server now.',
      '',
      ...lines,
      '',
      'This came past the paging chain, which is why nobody was paged.',
    ].join('\n'),
  };
}

export function clearText(): { subject: string; text: string } {
  return {
    subject: 'evenkeel moves again',
    text: 'Ingest, jobs, paging and delivery all move again. What waited meanwhile is being sent.',
  };
}

/** Why a call failed. What the other side wrote is not repeated. */
export function beatWords(error: unknown): string {
  return error instanceof Error ? error.message : 'it failed';
}
