import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type {
  DeliveryState,
  DeliveryView,
  NotificationDetail,
  NotificationView,
} from '@carillon/contracts/notifications';
import type { Page } from '@carillon/contracts/pagination';
import type { Viewer } from './viewer.ts';

/** What pages and clients read. Every query carries what the viewer may see. */
export interface NotificationReader {
  list(query: ListQuery): Promise<Page<NotificationView>>;
  /** Null when it does not exist or is none of the viewer's. */
  find(id: NotificationId, viewer: Viewer): Promise<NotificationDetail | null>;
  exists(id: NotificationId): Promise<boolean>;
  listDeliveries(query: DeliveriesQuery): Promise<Page<StoredDelivery>>;
  /** Of one device, the last notification first. Nothing of a device that is none of the viewer's. */
  listDeviceDeliveries(query: DeviceDeliveriesQuery): Promise<Page<StoredDeviceDelivery>>;
}

export interface ListQuery {
  readonly viewer: Viewer;
  readonly deviceId: DeviceId | null;
  readonly limit: number;
  /** Only older ones. */
  readonly before: NotificationId | null;
}

export interface DeliveriesQuery {
  readonly id: NotificationId;
  readonly viewer: Viewer;
  /** Null: every device. */
  readonly deviceId: DeviceId | null;
  /** Null: whatever became of it. */
  readonly state: DeliveryState | null;
  /** What the device's name, model, platform or user agent holds; null: anything. */
  readonly search: string | null;
  readonly limit: number;
  readonly after: DeviceId | null;
}

export interface DeviceDeliveriesQuery {
  readonly deviceId: DeviceId;
  readonly viewer: Viewer;
  readonly limit: number;
  /** Only older ones. */
  readonly before: NotificationId | null;
}

/** A delivery without words; the trace's first step, `queued`, is the row itself and not stored again. */
export interface StoredDelivery extends Omit<DeliveryView, 'events' | 'explanation'> {
  readonly events: readonly StoredEvent[];
}

export interface StoredDeviceDelivery extends StoredDelivery {
  readonly title: string;
}

export interface StoredEvent {
  readonly at: Date;
  readonly kind: DeliveryView['events'][number]['kind'];
  readonly attempt: number | null;
  readonly reason: string | null;
  readonly providerCode: string | null;
  readonly durationMs: number | null;
}
