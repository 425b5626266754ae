import type { ReactNode } from 'react';
import { Logo } from '@/components/frame/logo.tsx';

export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10 sm:pb-[14vh]">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-2.5">
          <Logo className="size-8" />
          <span className="font-semibold text-lg tracking-tight">Carillon</span>
        </div>
        <div className="rounded-xl border bg-surface p-6 shadow-xs">{children}</div>
      </div>
    </main>
  );
}
