import type { SessionView, UserView } from '@carillon/contracts/accounts';
import type { DeviceView } from '@carillon/contracts/devices';
import type { DeliveryEventView, DeliveryView, NotificationView } from '@carillon/contracts/notifications';

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
export type Notification = Wire<NotificationView>;
export type Delivery = Wire<DeliveryView>;
export type DeliveryEvent = Wire<DeliveryEventView>;
export type Session = Wire<SessionView>;
export type User = Wire<UserView>;
