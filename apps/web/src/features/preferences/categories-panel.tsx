'use client';

import type { Preferences } from '@carillon/contracts/preferences';
import { useState } from 'react';
import { Panel } from '@/components/panel.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { WordField } from '@/components/ui/word-field.tsx';
import {
  CATEGORY_CHOICES,
  type CategoryChoice,
  categoriesText,
  choiceOf,
} from '@/features/preferences/category-words.ts';
import { useUpdatePreferences } from '@/features/preferences/use-preferences.ts';

const CATEGORY_LENGTH_MAX = 64;

/** Which messages the person wants; each change is saved at once. */
export function CategoriesPanel({ categories }: { readonly categories: Preferences['categories'] }) {
  const update = useUpdatePreferences({ isFailureShown: false });
  // Naming begins with no names, which would be stored as "none": until there is one, the choice is only here.
  const [isNaming, setIsNaming] = useState(false);
  const choice = isNaming ? 'chosen' : choiceOf(categories);
  const choose = (chosen: CategoryChoice) => {
    setIsNaming(chosen === 'chosen');
    if (chosen !== 'chosen') update.mutate({ categories: chosen === 'all' ? null : [] });
  };
  return (
    <Panel title="Categories" description="Senders sort their messages into them: “deploys”, “invoices”">
      <div className="grid gap-4 p-4">
        <ChoicePills
          label="Which categories come"
          options={CATEGORY_CHOICES}
          value={choice}
          onChange={choose}
        />
        {choice === 'chosen' ? (
          <WordField
            label="Categories that come"
            placeholder="deploys"
            hint="As the sender writes them. Enter adds one."
            words={categories ?? []}
            maxLength={CATEGORY_LENGTH_MAX}
            onChange={(words) => {
              setIsNaming(true);
              update.mutate({ categories: [...words] });
            }}
          />
        ) : null}
        <p role="status" className="text-ink-soft text-sm">
          {categoriesText(choice, categories)}
        </p>
      </div>
    </Panel>
  );
}
