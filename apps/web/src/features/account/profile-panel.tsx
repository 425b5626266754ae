'use client';

import { useViewer } from '@/components/frame/viewer.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';

export function ProfilePanel() {
  const { user } = useViewer();
  return (
    <Panel title="Profile">
      <dl className="divide-y">
        <Fact label="Name">{user.name === null || user.name === '' ? <None /> : user.name}</Fact>
        <Fact label="Email">{user.email}</Fact>
        <Fact label="Role">
          {user.role === 'admin'
            ? 'Administrator: sends to everybody, sees everything'
            : 'Member: own devices only'}
        </Fact>
        <Fact label="Account since">
          <RelativeTime at={user.createdAt} />
        </Fact>
      </dl>
    </Panel>
  );
}

function None() {
  return <span className="text-ink-soft">None given</span>;
}
