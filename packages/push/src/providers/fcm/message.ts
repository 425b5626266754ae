/**
 * A message as FCM HTTP v1 takes it, as far as it is used here.
 * https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 */
export interface FcmMessage {
  readonly token?: string;
  readonly topic?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly notification?: FcmNotification;
  readonly android?: FcmAndroid;
  readonly apns?: FcmApns;
  readonly fcm_options?: { readonly analytics_label: string };
}

export interface FcmNotification {
  readonly title: string;
  readonly body?: string | undefined;
  readonly image?: string | undefined;
}

export interface FcmAndroid {
  readonly priority: 'normal' | 'high';
  /** Whole seconds with an `s`. */
  readonly ttl: string;
  readonly collapse_key?: string | undefined;
  readonly notification?: FcmAndroidNotification;
}

export interface FcmAndroidNotification {
  readonly tag: string;
  readonly channel_id?: string | undefined;
  readonly sound?: string | undefined;
  readonly notification_count?: number | undefined;
}

/** For apps on Apple's systems that registered through FCM, which hands this on to APNs. */
export interface FcmApns {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: { readonly aps: Readonly<Record<string, unknown>> };
}
