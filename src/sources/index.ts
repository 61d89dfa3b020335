/**
 * Sources: what monitoring tools send, turned into our normal form. One pure file for each tool,
 * payload in, signals out or a rejection with its reason. This module owns no table, reads no
 * clock, opens no connection and never throws for what a stranger sent; what a signal does to an
 * alert is decided in `alerts`, and the ways in (keys, durability, answers) belong to `intake`.
 */
export { settleEnds } from './alertmanager-api.ts';
export { LIMITS } from './model.ts';
export type {
  ChangeFacts,
  ChangeKind,
  Control,
  GroupResolve,
  Link,
  ParseResult,
  Rejection,
  Severity,
  Signal,
  SignalKind,
  SignalStatus,
  Snippet,
  Source,
  SourceRequest,
  SourceTime,
  Warning,
  WarningCode,
} from './model.ts';
export { pagerdutyAnswers, readPagerdutyChange, readPagerdutyEvent } from './pagerduty.ts';
export type { PagerdutyReading } from './pagerduty.ts';
export { parseRequest } from './parse.ts';
export type { IncomingRequest } from './parse.ts';
export { readBody } from './read-body.ts';
export type { BodyReading } from './read-body.ts';
export { findSource, sources } from './registry.ts';
