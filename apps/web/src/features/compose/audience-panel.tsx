'use client';

import { useViewer } from '@/components/frame/viewer.tsx';
import { Panel } from '@/components/panel.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { WordField } from '@/components/ui/word-field.tsx';
import { DevicePicker } from '@/features/compose/device-picker.tsx';
import type { AudienceDraft, AudienceKind } from '@/features/compose/draft.ts';
import { PeoplePicker } from '@/features/compose/people-picker.tsx';
import { ReachLine } from '@/features/compose/reach-line.tsx';
import { TopicPicker } from '@/features/compose/topic-picker.tsx';

const TAG_LENGTH_MAX = 50;
const EXTERNAL_ID_LENGTH_MAX = 255;

const KINDS: ReadonlyArray<{ readonly value: AudienceKind; readonly label: string }> = [
  { value: 'users', label: 'People' },
  { value: 'devices', label: 'Devices' },
  { value: 'topic', label: 'Topic' },
  { value: 'tags', label: 'Tags' },
  { value: 'externalIds', label: 'External ids' },
  { value: 'broadcast', label: 'Everyone' },
];
const OWN_KINDS: typeof KINDS = [
  { value: 'self', label: 'All my devices' },
  { value: 'devices', label: 'Some of them' },
  { value: 'tags', label: 'By tags' },
];

interface AudienceProps {
  readonly audience: AudienceDraft;
  readonly onChange: (members: Partial<AudienceDraft>) => void;
  readonly error: string | undefined;
}

/** Who gets it, and how many devices that are at the moment. */
export function AudiencePanel(props: AudienceProps) {
  const { user } = useViewer();
  const { audience, onChange } = props;
  return (
    <Panel title="To">
      <div className="grid gap-3 p-4">
        <ChoicePills
          label="Who gets it"
          options={user.role === 'admin' ? KINDS : OWN_KINDS}
          value={audience.kind}
          onChange={(kind) => onChange({ kind })}
        />
        <AudienceFields {...props} />
        <ReachLine audience={audience} />
      </div>
    </Panel>
  );
}

function AudienceFields({ audience, onChange, error }: AudienceProps) {
  switch (audience.kind) {
    case 'users':
      return <PeoplePicker chosen={audience.users} onChange={(users) => onChange({ users })} error={error} />;
    case 'devices':
      return (
        <DevicePicker chosen={audience.devices} onChange={(devices) => onChange({ devices })} error={error} />
      );
    case 'topic':
      return <TopicPicker topic={audience.topic} onChange={(topic) => onChange({ topic })} error={error} />;
    case 'tags':
      return (
        <WordField
          label="Tags"
          placeholder="primary"
          hint="Devices that have at least one of them. Enter adds one."
          error={error}
          words={audience.tags}
          maxLength={TAG_LENGTH_MAX}
          onChange={(tags) => onChange({ tags: [...tags] })}
        />
      );
    case 'externalIds':
      return (
        <WordField
          label="External ids"
          placeholder="customer-42"
          hint="People by their ids in your own system. Enter adds one."
          error={error}
          words={audience.externalIds}
          maxLength={EXTERNAL_ID_LENGTH_MAX}
          onChange={(externalIds) => onChange({ externalIds: [...externalIds] })}
        />
      );
    case 'broadcast':
      return <p className="text-sm">Every active device of everybody on this server.</p>;
    case 'self':
      return <p className="text-sm">Every active device of yours.</p>;
  }
}
