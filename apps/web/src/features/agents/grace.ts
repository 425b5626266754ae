import { AGENT_LIMITS } from '@carillon/contracts/agents';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

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

/** What a choice means for the agent that runs with the secret of before. */
export function graceText(grace: Grace): string {
  const { seconds, label } = GRACE_CHOICES.find(({ value }) => value === grace) ?? GRACE_CHOICES[0];
  if (seconds === 0) {
    return 'The present secret ends at once: the agent gets nothing until it runs with the new one. Choose this when somebody else may know it.';
  }
  const length = seconds === DAY_SECONDS ? '24 hours' : label;
  return `Both secrets work for ${length}, so that you can change it without a gap. A secret from an earlier rotation ends now.`;
}
