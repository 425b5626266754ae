'use client';

import { QRCodeSVG } from 'qrcode.react';
import { CopyButton } from '@/components/copy-button.tsx';
import { Panel } from '@/components/panel.tsx';

/** Tells an app which server this is, without typing. Drawn in the browser; the address is no secret. */
export function ServerAddress({ apiUrl }: { readonly apiUrl: string }) {
  return (
    <Panel title="Point an app at this server" description="For apps that ask for a server’s address">
      <div className="grid justify-items-center gap-3 p-4">
        {/* Dark on light in both themes: many scanners read nothing else. */}
        <span className="rounded-lg border bg-white p-3">
          <QRCodeSVG
            value={apiUrl}
            size={168}
            level="M"
            title={`QR code of ${apiUrl}`}
            className="block h-auto w-42 max-w-full"
          />
        </span>
        <p className="flex max-w-full items-center gap-1">
          <code className="min-w-0 truncate font-mono text-xs">{apiUrl}</code>
          <CopyButton text={apiUrl} what="server’s address" />
        </p>
        <p className="text-balance text-center text-ink-soft text-xs">
          Scan it in the app. The app then shows a code of its own, which you enter here.
        </p>
      </div>
    </Panel>
  );
}
