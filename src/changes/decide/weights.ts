/**
 * Weights of the ranker: one softmax over all changes and the answer "none". Made by
 * `scripts/fit-suspects.ts` (multinomial logistic regression, shrunk towards what published
 * incidents say, two parts of the scenarios as they are and one with their symptom words removed).
 * Cross-validated (6 folds, 4 shuffles, n = 120): top-1 85 %, top-3 99 %, verdict 83 %; with every
 * symptom word removed top-1 81 %, verdict 76 %.
 */
import type { CHANGE_FEATURES } from './features.ts';
import type { NONE_FEATURES } from './no-change.ts';

/** SHA-256 of the file of scenarios behind the weights: on that file only cross-validation counts. */
export const FITTED_ON = '8304f279fe11bd4f0f931a91d987b7f95ab559502524589db8ce924a729f2daa';

export const CHANGE_WEIGHTS: Readonly<Record<(typeof CHANGE_FEATURES)[number], number>> = {
  // when: log density of the delay, extra for the slow tail, minutes after the onset (tenths)
  time: 0.69,
  timeTail: 0.06,
  after: -0.34,
  afterDetection: -3.07,
  response: -0.84,
  // where: hops up from the service in which the harm starts
  same: 0.23,
  direct: 0.53,
  far: 0.48,
  caller: -0.69,
  apart: -2.62,
  // spread: share of the places where it starts, of all that hurt, and of its own callers that hurt
  rootShare: 1.76,
  coverage: 1.17,
  tightness: 1.15,
  rolledTo: 0.17,
  rolledElsewhere: -1.54,
  // environment and region
  nonProduction: -2.45,
  nonProductionAlone: 0.71,
  otherRegion: -3.12,
  sameRegion: 0.43,
  regionButSpread: -0.66,
  smallStep: -0.31,
  // kind, deploy being the measure
  config: 0.62,
  infrastructure: 0.59,
  migration: 0.44,
  flag: 0.52,
  vendor: 0.08,
  // what symptom and change are about
  fit: 1.47,
  misfit: -0.53,
  callerLoad: 0.9,
  rollback: 0.71,
  routine: 0.64,
  slowKind: 0.34,
};

export const NONE_WEIGHTS: Readonly<Record<(typeof NONE_FEATURES)[number], number>> = {
  bias: -3.17,
  spontaneous: 2.13,
  expiry: 0.42,
  limit: 0.67,
  hardware: 0.07,
  load: -0.03,
  input: 0.02,
  vendorNear: 2.4,
  vendorNamed: 0.3,
  vague: 0.85,
  night: -0.43,
  roundHour: -0.64,
  saturation: -0.45,
  alone: 0.53,
};
