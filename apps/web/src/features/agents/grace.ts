import { AGENT_LIMITS } from '@carillon/contracts/agents';

const HOUR_SECONDS = 3600;

interface GraceChoice {
  /** As text, for a group of radio buttons. */
  readonly value: string;
  readonly label: string;
  readonly seconds: number;
}

/** For how long the secret of before goes on being accepted. */
export const GRACE_CHOICES = [
  { value: 'none', label: 'Ends now', seconds: 0 },
  { value: 'hour', label: '1 hour', seconds: HOUR_SECONDS },
  { value: 'day', label: '24 hours', seconds: AGENT_LIMITS.graceSecondsDefault },
  { value: 'week', label: '7 days', seconds: AGENT_LIMITS.graceSecondsMax },
] as const satisfies readonly GraceChoice[];

export type Grace = (typeof GRACE_CHOICES)[number]['value'];

export function graceSeconds(grace: Grace): number {
  return GRACE_CHOICES.find(({ value }) => value === grace)?.seconds ?? AGENT_LIMITS.graceSecondsDefault;
}

const WORDS = {
  none: 'The present secret ends at once: the agent gets nothing until it runs with the new one. Choose this when somebody else may know it.',
  hour: works('1 hour'),
  day: works('24 hours'),
  week: works('7 days'),
} as const satisfies Record<Grace, string>;

function works(length: string): string {
  return `The present secret works for ${length} more, so that you can put in the new one without a gap. One from an earlier rotation ends now.`;
}

/** What a choice means for the agent that runs with the present secret. */
export function graceText(grace: Grace): string {
  return WORDS[grace];
}
