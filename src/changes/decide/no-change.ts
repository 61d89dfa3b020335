import type { SuspectQuestion, VendorEvent } from '../model.ts';
import { conceptsOf, spontaneousSigns } from './concepts.ts';
import { minutesOf, type Picture } from './onset.ts';

/** Names of the numbers for "no recorded change fits". */
export const NONE_FEATURES = [
  'bias',
  'spontaneous',
  'expiry',
  'limit',
  'hardware',
  'load',
  'input',
  'vendorNear',
  'vendorNamed',
  'vague',
  'night',
  'roundHour',
  'saturation',
  'alone',
] as const;

/** What speaks for "no recorded change fits". */
export interface NoneView {
  readonly values: readonly number[];
  readonly features: Readonly<Record<(typeof NONE_FEATURES)[number], number>>;
  readonly vendorEventId: string | undefined;
}

/** Reads the signs that the trouble came by itself or from a third party. */
export function viewNone(question: SuspectQuestion, picture: Picture): NoneView {
  const roots = picture.hurts.filter((hurt) => hurt.root);
  const texts = roots.map((hurt) => hurt.alert.detail);
  const others = picture.hurts.filter((hurt) => !hurt.root).map((hurt) => hurt.alert.detail);
  const signs = spontaneousSigns([...texts, ...others].join('; '));
  let vendorEventId: string | undefined;
  let near = 0;
  for (const event of question.vendorEvents) {
    const lag = picture.onsetAt - minutesOf(event.startedAt);
    const reach = roots.some((hurt) => (hurt.upstream.get(event.vendor) ?? 9) <= 2);
    const regionOut =
      event.region !== undefined && picture.regions.size > 0 && !picture.regions.has(event.region);
    if (!reach || regionOut || lag > 45 || lag < -30) continue;
    const share = vendorCloseness(picture, event) * vendorReach(picture, event.vendor);
    if (share > near) {
      near = share;
      vendorEventId = event.id;
    }
  }
  const named = question.vendorEvents.some(
    (event) =>
      event.id === vendorEventId &&
      (texts.some((text) => text.toLowerCase().includes(event.vendor.toLowerCase())) ||
        roots.some((hurt) => hurt.alert.service === event.vendor)),
  );
  const onset = Temporal.Instant.fromEpochMilliseconds(Math.round(picture.onsetAt * 60_000));
  const clock = onset.toZonedDateTimeISO('UTC');
  const features: Record<(typeof NONE_FEATURES)[number], number> = {
    bias: 1,
    spontaneous: Number(signs.size > 0),
    expiry: Number(signs.has('expiry')),
    limit: Number(signs.has('limit')),
    hardware: Number(signs.has('hardware')),
    load: Number(signs.has('load')),
    input: Number(signs.has('input')),
    vendorNear: near,
    vendorNamed: Number(named),
    vague: Number(signs.size === 0 && texts.every((text) => conceptsOf(text).size === 0)),
    night: Number(clock.hour < 5),
    roundHour: Number(clock.minute <= 1 || clock.minute >= 59),
    saturation: Number(roots.some((hurt) => hurt.alert.symptom === 'saturation')),
    alone: Number(picture.hurts.length === 1),
  };
  return { values: NONE_FEATURES.map((name) => features[name]), features, vendorEventId };
}

/** 1 for a vendor incident that began with the onset, falling over a quarter of an hour either way. */
function vendorCloseness(picture: Picture, event: VendorEvent): number {
  const started = minutesOf(event.startedAt);
  let closeness = 0;
  for (const sample of picture.onset) {
    const lag = sample.at - started;
    closeness += sample.weight * Math.exp(-Math.max(0, Math.abs(lag) - 3) / (lag >= 0 ? 12 : 8));
  }
  const harmless = /\b(scheduled|maintenance|dashboard|console|billing|docs|delayed|works)\b/i;
  const severity = event.severity === 'critical' ? 1.3 : event.severity === 'major' ? 1.15 : 1;
  return closeness * severity * (harmless.test(event.title) ? 0.4 : 1);
}

/** Share of the places where the harm starts that call the vendor: directly 1, over one hop a half. */
function vendorReach(picture: Picture, vendor: string): number {
  const roots = picture.hurts.filter((hurt) => hurt.root);
  let reach = 0;
  for (const hurt of roots) {
    const hops = hurt.upstream.get(vendor) ?? 9;
    reach += hops <= 1 ? 1 : hops === 2 ? 0.4 : 0;
  }
  return roots.length === 0 ? 0 : reach / roots.length;
}
