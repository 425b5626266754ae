/**
 * Every metric of Carillon's own, declared once (OBS-1): what it is called, what it means and which labels it takes.
 * Label values are listed, so that the number of series is bounded and each exists, as 0, before anything happens.
 */
const PROVIDERS = ['apns', 'fcm', 'expo', 'webpush'] as const;
const PLATFORMS = ['ios', 'android', 'web', 'agent'] as const;

/** Counted by any process, summed over all of them through the database. */
export const COUNTERS = {
  push_notifications_sent_total: {
    help: 'Attempts to hand a message to a push provider, by what became of them',
    labels: {
      provider: PROVIDERS,
      status: ['accepted', 'token_invalid', 'payload', 'config', 'throttled', 'transient', 'ambiguous'],
    },
  },
  devices_registered_total: {
    help: 'Devices that were registered for the first time, or anew after they had been revoked',
    labels: { platform: PLATFORMS },
  },
  devices_revoked_total: { help: 'Devices that were revoked', labels: { platform: PLATFORMS } },
  devices_stale_removed_total: {
    help: 'What stale cleanup ended or removed: subscriptions and tokens that nobody used, and what was revoked long ago',
    labels: { kind: ['web_subscription', 'push_token', 'token_history', 'revoked_device'] },
  },
  agent_polls_total: {
    help: 'Polls of agents, by whether there was anything for them',
    labels: { status: ['messages', 'empty', 'refused'] },
  },
  agent_acks_total: {
    help: 'Acknowledgements of agents, by what they say became of the message',
    labels: { status: ['processed', 'failed', 'refused'] },
  },
} as const satisfies Record<string, CounterDefinition>;

/** Measured by any process, summed over all of them through the database. Units stand in the names. */
export const HISTOGRAMS = {
  push_notification_duration_seconds: {
    help: "Seconds from the start of an attempt to the provider's answer",
    labels: { provider: PROVIDERS },
    /** Providers answer in tens of milliseconds; the last bound is the deadline of an attempt. */
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Record<string, HistogramDefinition>;

/** Read from the database when Prometheus asks. */
export const GAUGES = {
  push_subscriptions_active: {
    help: 'Active push tokens and web push subscriptions',
    labels: { provider: PROVIDERS },
  },
  queue_jobs: { help: 'Jobs that wait in a queue or are being worked on', labels: { queue: null } },
  queue_oldest_job_age_seconds: {
    help: 'Seconds that the oldest job has been due without being finished; 0 for an empty queue',
    labels: { queue: null },
  },
  deliveries_oldest_due_age_seconds: {
    help: 'Seconds that the oldest delivery has been due without a job being made of it; 0 when none is',
    labels: {},
  },
  scope_gates_closed: {
    help: 'Push services, apps and devices to which nothing, or only a few probes, is sent at the moment',
    labels: { reason: null },
  },
  database_up: { help: '1 when the database answered this scrape, 0 when it did not', labels: {} },
} as const satisfies Record<string, GaugeDefinition>;

interface CounterDefinition {
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[]>>;
}
interface HistogramDefinition extends CounterDefinition {
  readonly buckets: readonly number[];
}
export interface GaugeDefinition {
  readonly help: string;
  /** null: the values are not known beforehand. */
  readonly labels: Readonly<Record<string, readonly string[] | null>>;
}

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;
export type GaugeName = keyof typeof GAUGES;

type LabelsOf<Definition extends { readonly labels: object }> = {
  readonly [Label in keyof Definition['labels']]: Definition['labels'][Label] extends readonly string[]
    ? Definition['labels'][Label][number]
    : string;
};
export type CounterLabels<Name extends CounterName> = LabelsOf<(typeof COUNTERS)[Name]>;
export type HistogramLabels<Name extends HistogramName> = LabelsOf<(typeof HISTOGRAMS)[Name]>;

/** Every combination of the listed label values, in the order of the declaration. */
export function labelCombinations(
  labels: Readonly<Record<string, readonly string[]>>,
): ReadonlyArray<Readonly<Record<string, string>>> {
  return Object.entries(labels).reduce<ReadonlyArray<Record<string, string>>>(
    (combinations, [label, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [label]: value }))),
    [{}],
  );
}
