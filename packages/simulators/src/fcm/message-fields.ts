/** How proto3's JSON form writes a field (https://protobuf.dev/programming-guides/json/). */
export type FieldType = ScalarType | { kind: 'stringMap' } | { kind: 'message'; fields: Fields };

/** Also what is taken as it is: a list of strings, or any object. */
export type ScalarType =
  | { kind: 'string' | 'bool' | 'int32' | 'duration' | 'timestamp' | 'struct' | 'strings' }
  | { kind: 'enum'; values: readonly string[] };

/** By the fields' names in the proto file. */
export type Fields = Readonly<Record<string, FieldType>>;

const text: FieldType = { kind: 'string' };
const bool: FieldType = { kind: 'bool' };
const map: FieldType = { kind: 'stringMap' };
const texts: FieldType = { kind: 'strings' };

const notification: Fields = { title: text, body: text, image: text };

const androidNotification: Fields = {
  ...notification,
  icon: text,
  color: text,
  sound: text,
  tag: text,
  click_action: text,
  body_loc_key: text,
  body_loc_args: texts,
  title_loc_key: text,
  title_loc_args: texts,
  channel_id: text,
  ticker: text,
  sticky: bool,
  event_time: { kind: 'timestamp' },
  local_only: bool,
  notification_priority: {
    kind: 'enum',
    values: ['UNSPECIFIED', 'MIN', 'LOW', 'DEFAULT', 'HIGH', 'MAX'].map((name) => `PRIORITY_${name}`),
  },
  default_sound: bool,
  default_vibrate_timings: bool,
  default_light_settings: bool,
  vibrate_timings: texts,
  visibility: { kind: 'enum', values: ['VISIBILITY_UNSPECIFIED', 'PRIVATE', 'PUBLIC', 'SECRET'] },
  notification_count: { kind: 'int32' },
  light_settings: { kind: 'struct' },
  bypass_proxy_notification: bool,
  proxy: { kind: 'enum', values: ['PROXY_UNSPECIFIED', 'ALLOW', 'DENY', 'IF_PRIORITY_LOWERED'] },
};

const analytics: Fields = { analytics_label: text };

const android: Fields = {
  collapse_key: text,
  // FCM takes both spellings.
  priority: { kind: 'enum', values: ['NORMAL', 'HIGH', 'normal', 'high'] },
  ttl: { kind: 'duration' },
  restricted_package_name: text,
  data: map,
  notification: { kind: 'message', fields: androidNotification },
  fcm_options: { kind: 'message', fields: analytics },
  direct_boot_ok: bool,
  bandwidth_constrained_ok: bool,
  restricted_satellite_ok: bool,
};

const webpush: Fields = {
  headers: map,
  data: map,
  notification: { kind: 'struct' },
  fcm_options: { kind: 'message', fields: { link: text, analytics_label: text } },
};

const apns: Fields = {
  headers: map,
  payload: { kind: 'struct' },
  fcm_options: { kind: 'message', fields: { analytics_label: text, image: text } },
  live_activity_token: text,
};

/** https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send */
export const SEND_REQUEST: Fields = {
  validate_only: bool,
  message: {
    kind: 'message',
    fields: {
      name: text,
      data: map,
      notification: { kind: 'message', fields: notification },
      android: { kind: 'message', fields: android },
      webpush: { kind: 'message', fields: webpush },
      apns: { kind: 'message', fields: apns },
      fcm_options: { kind: 'message', fields: analytics },
      token: text,
      topic: text,
      condition: text,
    },
  },
};
