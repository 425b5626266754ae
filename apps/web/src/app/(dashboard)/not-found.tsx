import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { Notice } from '@/components/notice.tsx';
import { Button } from '@/components/ui/button.tsx';

/** For what a page of the dashboard was asked to show. Says the same for what is gone and for what is somebody else's. */
export default function NothingToShow() {
  return (
    <Notice
      icon={SearchX}
      isWholePage
      title="There is nothing here"
      text="The address is wrong, or what it led to is gone, or it belongs to somebody else."
    >
      <Button asChild variant="primary">
        <Link href="/devices">Go to your devices</Link>
      </Button>
    </Notice>
  );
}
