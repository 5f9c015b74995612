import type { components } from './generated';

type Schemas = components['schemas'];

export type Account = Schemas['Account'];
export type AccessKey = Schemas['AccessKey'];
export type AccessKeyGrant = Schemas['AccessKeyGrant'];
export type AuditEntry = Schemas['AuditEntry'];
export type BindResult = Schemas['BindResult'];
export type Camera = Schemas['Camera'];
export type ConnectionCheck = Schemas['ConnectionCheck'];
export type Customer = Schemas['Customer'];
export type Device = Schemas['Device'];
export type FlowDetail = Schemas['FlowDetail'];
export type FlowEvent = Schemas['FlowEvent'];
export type FlowSummary = Schemas['FlowSummary'];
export type Invitation = Schemas['Invitation'];
export type LoginSession = Schemas['LoginSession'];
export type MediaServer = Schemas['MediaServer'];
export type Overview = Schemas['Overview'];
export type PathStatistics = Schemas['PathStatistics'];
export type Platform = Schemas['Platform'];
export type PlayGrant = Schemas['PlayGrant'];
export type PlayRequest = Schemas['PlayRequest'];
export type PlaySession = Schemas['PlaySession'];
export type SecurityEvent = Schemas['SecurityEvent'];
export type ServiceStatus = Schemas['ServiceStatus'];
export type SignUpStarted = Schemas['SignUpStarted'];
export type SmsMessage = Schemas['SmsMessage'];
export type Vendor = Schemas['Vendor'];

/** One page of a list; `next_cursor` is null on the last. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
