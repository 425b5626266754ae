'use client';

import { useMutation } from '@tanstack/react-query';
import { Stethoscope } from 'lucide-react';
import { FormFailure } from '@/components/form-failure.tsx';
import { MeaningIcon } from '@/components/meaning.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DIAGNOSIS_STATUS, SUBJECTS, summaryText } from '@/features/settings/diagnosis-words.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Diagnosis } from '@/wire/wire-types.ts';

/** Examines the installation when asked to, and says of each finding what to do. */
export function DoctorPanel() {
  const trpc = useTRPC();
  const run = useMutation(trpc.doctor.run.mutationOptions());
  const diagnoses = run.data?.diagnoses;
  return (
    <div id="doctor" className="scroll-mt-5">
      <Panel
        title="Doctor"
        description="Database, clock, keys, and whether each provider takes our credentials. Nothing is sent to a device."
        action={
          <Button isPending={run.isPending} onClick={() => run.mutate()}>
            {run.isPending ? null : <Stethoscope aria-hidden />}
            {run.isPending ? 'Checking' : diagnoses === undefined ? 'Run check' : 'Check again'}
          </Button>
        }
      >
        <div className="px-4 pt-3 empty:hidden">
          {run.error === null ? null : <FormFailure failure={failureOf(run.error)} />}
        </div>
        <p role="status" className="px-4 py-3 text-ink-soft text-sm">
          {run.isPending ? (
            'Asking the providers…'
          ) : run.data === undefined ? (
            'Not checked since this page was opened.'
          ) : (
            <>
              {summaryText(run.data.diagnoses)} Checked <RelativeTime at={run.data.checkedAt} />.
            </>
          )}
        </p>
        {diagnoses === undefined ? null : (
          <ul aria-label="Findings" className="divide-y border-t">
            {diagnoses.map((diagnosis) => (
              <Finding key={`${diagnosis.subject} ${diagnosis.check}`} diagnosis={diagnosis} />
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

function Finding({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { meaning, word } = DIAGNOSIS_STATUS[diagnosis.status];
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <MeaningIcon meaning={meaning} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap justify-between gap-x-3">
          <span className="font-medium">
            {SUBJECTS[diagnosis.subject]}
            <span className="font-normal text-ink-soft"> · {diagnosis.check}</span>
          </span>
          <span className="text-ink-soft text-xs">{word}</span>
        </p>
        <p className="text-ink-soft [overflow-wrap:anywhere]">{diagnosis.detail}</p>
        {diagnosis.advice === null ? null : (
          <p className="mt-0.5 [overflow-wrap:anywhere]">{diagnosis.advice}</p>
        )}
      </div>
    </li>
  );
}
