import { type Meaning, MeaningLabel } from '@/components/meaning.tsx';
import { OUTCOME_WORDS } from '@/features/insights/outcome-series.ts';

/** An outcome by its icon, its colour and its word. */
export function OutcomeLabel({ meaning }: { readonly meaning: Meaning }) {
  return <MeaningLabel meaning={meaning} word={OUTCOME_WORDS[meaning].word} />;
}
