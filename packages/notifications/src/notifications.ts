import type { PublishEventInput } from '@carillon/contracts/events';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type {
  Audience,
  DeliveryView,
  DeviceDeliveryView,
  NotificationDetail,
  NotificationView,
  SendNotificationInput,
} from '@carillon/contracts/notifications';
import type { Page, PageInput } from '@carillon/contracts/pagination';
import { type CancelDependencies, type Cancelled, cancel } from './cancel.ts';
import type { ReportedState } from './delivery-state.ts';
import { type Estimate, estimate } from './estimate.ts';
import { notificationOf } from './events.ts';
import {
  findNotification,
  type ListDeliveriesQuery,
  listDeliveries,
  listDeviceDeliveries,
  listNotifications,
} from './history.ts';
import type { Ledger } from './ports.ts';
import type { NotificationReader } from './ports-history.ts';
import { report } from './report.ts';
import { type SendDependencies, type Sent, send } from './send.ts';
import type { SendContext } from './send-context.ts';
import { sendDeviceTest, sendOwnTest } from './send-test.ts';
import type { Viewer } from './viewer.ts';

export interface NotificationsDependencies extends SendDependencies, CancelDependencies {
  readonly reader: NotificationReader;
  readonly ledger: Pick<Ledger, 'report' | 'finish'>;
}

/** The use cases of notifications, for whoever serves requests. Each is described where it is implemented. */
export interface Notifications {
  send(context: SendContext, input: SendNotificationInput): Promise<Sent>;
  /** Sends what the event becomes, by the rules of `send`. */
  publishEvent(context: SendContext, event: PublishEventInput): Promise<Sent>;
  estimate(context: SendContext, audience: Audience): Promise<Estimate>;
  cancel(context: SendContext, id: NotificationId): Promise<Cancelled>;
  sendDeviceTest(context: SendContext, ref: string): Promise<NotificationId>;
  sendOwnTest(
    context: SendContext,
    text: { readonly title?: string | undefined; readonly body?: string | undefined },
  ): Promise<NotificationId>;
  list(
    viewer: Viewer,
    query: PageInput & { readonly deviceId?: DeviceId | undefined },
  ): Promise<Page<NotificationView>>;
  find(viewer: Viewer, id: NotificationId): Promise<NotificationDetail>;
  listDeliveries(viewer: Viewer, query: ListDeliveriesQuery): Promise<Page<DeliveryView>>;
  listDeviceDeliveries(
    viewer: Viewer,
    query: PageInput & { readonly deviceId: DeviceId },
  ): Promise<Page<DeviceDeliveryView>>;
  report(what: { readonly receipt: string; readonly event: ReportedState }): Promise<void>;
}

export function createNotifications(dependencies: NotificationsDependencies): Notifications {
  return {
    send: (context, input) => send(dependencies, context, input),
    publishEvent: (context, event) => send(dependencies, context, notificationOf(context.sender, event)),
    estimate: (context, audience) => estimate(dependencies, context, audience),
    cancel: (context, id) => cancel(dependencies, context, id),
    sendDeviceTest: (context, ref) => sendDeviceTest(dependencies, context, ref),
    sendOwnTest: (context, text) => sendOwnTest(dependencies, context, text),
    list: (viewer, query) => listNotifications(dependencies, viewer, query),
    find: (viewer, id) => findNotification(dependencies, viewer, id),
    listDeliveries: (viewer, query) => listDeliveries(dependencies, viewer, query),
    listDeviceDeliveries: (viewer, query) => listDeviceDeliveries(dependencies, viewer, query),
    report: (what) => report(dependencies, what),
  };
}
