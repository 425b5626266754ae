import Link from 'next/link';
import { Logo } from '@/components/frame/logo.tsx';
import { Button } from '@/components/ui/button.tsx';

/** A page that stands alone, outside of the dashboard's frame. */
export function StandalonePage({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-2 px-6 text-center">
      <Logo className="mb-3 size-9" />
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      <p className="max-w-md text-balance text-ink-soft">{text}</p>
      <Button asChild variant="primary" className="mt-4">
        <Link href="/devices">Go to your devices</Link>
      </Button>
    </main>
  );
}
