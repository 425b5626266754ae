import type { Metadata } from 'next';
import { StandalonePage } from '@/components/standalone-page.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <StandalonePage
      title="There is nothing here"
      text="The address is wrong, or what it led to is gone, or it belongs to somebody else."
    />
  );
}
