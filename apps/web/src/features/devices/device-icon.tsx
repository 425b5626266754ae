import { Bot, Monitor, Smartphone, Tablet } from 'lucide-react';
import { cn } from '@/components/ui/class-names.ts';
import { type Browser, browserOf, formFactorOf } from '@/features/devices/device-identity.ts';
import type { Device } from '@/wire/wire-types.ts';

const FORMS = { phone: Smartphone, tablet: Tablet, computer: Monitor, server: Bot } as const;

interface DeviceIconProps {
  readonly device: Pick<Device, 'platform' | 'userAgent' | 'model'>;
  readonly isMuted?: boolean;
  readonly size?: 'md' | 'lg';
}

/** What it is, at a glance: the form of the device, with its browser's sign in the corner. The text beside it says the same. */
export function DeviceIcon({ device, isMuted, size }: DeviceIconProps) {
  const Form = FORMS[formFactorOf(device)];
  const browser = device.platform === 'web' ? browserOf(device.userAgent) : null;
  return (
    <span
      aria-hidden
      className={cn(
        'relative grid size-9 shrink-0 place-items-center rounded-lg border bg-surface text-ink-soft dark:bg-raised',
        size === 'lg' && 'size-12 rounded-xl [&>svg]:size-6',
        isMuted && 'opacity-60 grayscale',
      )}
    >
      <Form className="size-4.5" strokeWidth={1.75} />
      {browser === null ? null : (
        <span className="absolute -right-1 -bottom-1 grid size-4.5 place-items-center rounded-full border bg-surface dark:bg-raised">
          <BrowserSign browser={browser.id} />
        </span>
      )}
    </span>
  );
}

/** Small signs of our own drawing that recall each browser; 12 × 12. */
function BrowserSign({ browser }: { readonly browser: Browser }) {
  return (
    <svg viewBox="0 0 12 12" className="size-3" fill="none" aria-hidden="true">
      {SIGNS[browser]}
    </svg>
  );
}

const SIGNS: Record<Browser, React.ReactNode> = {
  firefox: (
    <>
      <circle cx="6" cy="6.4" r="4.6" fill="#ff7139" />
      <path
        d="M10.2 4.4C9.6 2.6 8.3 1.5 7.2 1c.4 1.1.2 1.9-.6 2.7C5.3 5 5.8 7 7.6 7c1.4 0 2.4-1 2.6-2.6z"
        fill="#ffbd4f"
      />
      <circle cx="5.6" cy="6.9" r="2.3" fill="#7542e5" />
    </>
  ),
  chrome: (
    <>
      <path d="M6 6 1.67 3.5A5 5 0 0 1 10.33 3.5z" fill="#ea4335" />
      <path d="M6 6v5A5 5 0 0 1 1.67 3.5z" fill="#34a853" />
      <path d="M6 6l4.33-2.5A5 5 0 0 1 6 11z" fill="#fbbc04" />
      <circle cx="6" cy="6" r="2.5" fill="#fff" />
      <circle cx="6" cy="6" r="1.9" fill="#4285f4" />
    </>
  ),
  safari: (
    <>
      <circle cx="6" cy="6" r="5" fill="#1a8cff" />
      <path d="M9 3 6.9 6.9 5.1 5.1z" fill="#ff4b3e" />
      <path d="M3 9l3.9-2.1L5.1 5.1z" fill="#fff" />
    </>
  ),
  edge: (
    <>
      <circle cx="6" cy="6" r="5" fill="#0b72c4" />
      <path
        d="M1.1 6.6C1.3 3.5 3.6 2 6 2c2.8 0 5 1.9 5 4.1 0 1.3-1 2.2-2.4 2.2-1 0-1.6-.4-1.5-.9.5-1.7-.6-2.6-2-2.6-1.9 0-3.5.8-4 1.8z"
        fill="#35c1b1"
      />
    </>
  ),
  opera: (
    <>
      <circle cx="6" cy="6" r="5" fill="#e8202f" />
      <ellipse cx="6" cy="6" rx="1.9" ry="3.1" fill="#fff" />
    </>
  ),
  samsung: (
    <>
      <circle cx="6" cy="6" r="5" fill="#5a4fcf" />
      <ellipse cx="6" cy="6" rx="4.6" ry="1.7" stroke="#fff" strokeWidth="0.9" transform="rotate(-24 6 6)" />
    </>
  ),
};
