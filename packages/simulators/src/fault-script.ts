import { z } from 'zod';

/**
 * The fault script: one format for every simulator. A script is a list of rules. For each request the rules are tried
 * in order; the first whose `match` holds gives its `answer`, and a request that no rule takes is treated as the real
 * service would. An empty list is a healthy service.
 */

const countSchema = z.int().min(1);

/** A rule counts only the requests that reach it: those that no earlier rule took and whose target, path and time fit. */
const nthSchema = z
  .strictObject({
    /** The first count that matches; 1 is the first request. */
    from: countSchema.default(1),
    /** The last count that matches; without it there is no end. */
    to: countSchema.optional(),
    /** Of those, only each n-th: 1000 takes the 1000th, the 2000th and so on. */
    every: countSchema.default(1),
    /** What is counted: the requests of each target apart (a device's first two attempts), or all of the rule's. */
    per: z.enum(['target', 'rule']),
  })
  .refine((nth) => nth.to === undefined || nth.to >= nth.from, {
    message: 'to must not be less than from',
    path: ['to'],
  });

const percentSchema = z.strictObject({
  percent: z.number().min(0).max(100),
  /** The same seed takes the same targets, or the same attempts of the same targets, whatever order they arrive in. */
  seed: z.int(),
  /** `target`: a target is always or never taken. `request`: each attempt of a target is drawn anew. */
  per: z.enum(['target', 'request']),
});

const windowSchema = z
  .strictObject({ fromMs: z.number().min(0), toMs: z.number().min(0) })
  .refine((window) => window.toMs > window.fromMs, {
    message: 'toMs must be greater than fromMs',
    path: ['toMs'],
  });

export const faultMatchSchema = z.strictObject({
  /** A web push subscription's id or whole endpoint, an APNs or FCM or Expo token. Without it every target fits. */
  targets: z.array(z.string().min(1)).min(1).optional(),
  /** What the request's path begins with, for services with several routes (`/3/device/`, `/token`). */
  pathPrefix: z.string().startsWith('/').optional(),
  nth: nthSchema.optional(),
  percent: percentSchema.optional(),
  /** Milliseconds since the script was put: `fromMs` inclusive, `toMs` exclusive. */
  window: windowSchema.optional(),
});
export type FaultMatch = z.infer<typeof faultMatchSchema>;

export const faultAnswerSchema = z
  .strictObject({
    /** Waited before anything else happens. Alone, it makes a slow but healthy answer. */
    delayMs: z.int().min(0).max(3_600_000).optional(),
    status: z.int().min(200).max(599).optional(),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/)).optional(),
    body: z.string().optional(),
    /** Break off without an answer. On HTTP/1.1 a stream is the connection. */
    reset: z
      .strictObject({ scope: z.enum(['connection', 'stream']), when: z.enum(['before-body', 'after-body']) })
      .optional(),
    /** Never answer; the request stays open until the client gives up or the simulator stops. */
    hang: z.literal(true).optional(),
    /** HTTP/2 only: tell the session to go away; this request is still answered, as the other members say. */
    goaway: z.literal(true).optional(),
    /**
     * Take the message as a healthy service would, then answer as scripted: the message arrived, and the sender
     * cannot know (an ambiguous outcome).
     */
    deliver: z.literal(true).optional(),
  })
  .superRefine((answer, context) => {
    const endings = [answer.status, answer.reset, answer.hang].filter((ending) => ending !== undefined);
    if (endings.length > 1) {
      context.addIssue({ code: 'custom', message: 'Give at most one of status, reset and hang' });
    }
    if (endings.length === 0 && answer.delayMs === undefined && answer.goaway === undefined) {
      context.addIssue({ code: 'custom', message: 'Give one of status, reset, hang, delayMs and goaway' });
    }
    if (answer.status === undefined && (answer.headers !== undefined || answer.body !== undefined)) {
      context.addIssue({ code: 'custom', message: 'headers and body need a status', path: ['status'] });
    }
    if (answer.deliver === true && endings.length === 0) {
      context.addIssue({
        code: 'custom',
        message: 'deliver needs a status, reset or hang',
        path: ['deliver'],
      });
    }
    if (answer.deliver === true && answer.reset?.when === 'before-body') {
      context.addIssue({
        code: 'custom',
        message: 'A message not read cannot be delivered',
        path: ['reset', 'when'],
      });
    }
  });
export type FaultAnswer = z.infer<typeof faultAnswerSchema>;

export const faultRuleSchema = z.strictObject({
  /** Shown in the hits beside each request that the rule took. */
  name: z.string().min(1).max(100),
  match: faultMatchSchema,
  answer: faultAnswerSchema,
});
export type FaultRule = z.infer<typeof faultRuleSchema>;

export const faultScriptSchema = z.strictObject({ rules: z.array(faultRuleSchema).max(1000) });
export type FaultScript = z.infer<typeof faultScriptSchema>;
/** What callers write: `nth` may leave out its `from` and `every`. */
export type FaultScriptInput = z.input<typeof faultScriptSchema>;
