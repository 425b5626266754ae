import type { SessionView, UserView } from '@carillon/contracts/accounts';
import type { AgentActivity as AgentActivityView } from '@carillon/contracts/agents';
import type { ApiKeyView } from '@carillon/contracts/api-keys';
import type { AuditEventView } from '@carillon/contracts/audit';
import type { BulkResult as BulkResultView, DeviceView } from '@carillon/contracts/devices';
import type {
  Diagnosis as DiagnosisView,
  EncryptionStatus as EncryptionView,
} from '@carillon/contracts/installation';
import type {
  DeliveryEventView,
  DeliveryView,
  DeviceDeliveryView,
  NotificationDetail as NotificationDetailView,
  NotificationView,
} from '@carillon/contracts/notifications';
import type { PairingRequest as PairingRequestView } from '@carillon/contracts/pairing';
import type { DevicePreferences as DevicePreferencesView } from '@carillon/contracts/preferences';
import type { TopicMember as TopicMemberView, TopicView } from '@carillon/contracts/topics';
import type { UserEntry as UserEntryView } from '@carillon/contracts/users';

/** A contract as it travels: JSON, so that each Date is an ISO 8601 string. */
type Wire<T> = T extends Date
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T;

export type Device = Wire<DeviceView>;
export type BulkResult = BulkResultView;
export type AgentActivity = Wire<AgentActivityView>;
export type DevicePreferences = Wire<DevicePreferencesView>;
export type Notification = Wire<NotificationView>;
export type NotificationDetail = Wire<NotificationDetailView>;
export type Delivery = Wire<DeliveryView>;
export type DeviceDelivery = Wire<DeviceDeliveryView>;
export type DeliveryEvent = Wire<DeliveryEventView>;
export type Session = Wire<SessionView>;
export type User = Wire<UserView>;
export type Topic = Wire<TopicView>;
export type TopicMember = Wire<TopicMemberView>;
export type EncryptionStatus = Wire<EncryptionView>;
export type Diagnosis = Wire<DiagnosisView>;
export type PairingRequest = Wire<PairingRequestView>;
export type ApiKey = Wire<ApiKeyView>;
export type AuditEvent = Wire<AuditEventView>;
export type UserEntry = Wire<UserEntryView>;
