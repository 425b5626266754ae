'use client';

import './globals.css';

/** When not even the frame could be put together: the database is away, or the server starts. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-content-center justify-items-center gap-2 px-6 text-center">
          <h1 className="font-semibold text-xl">The dashboard cannot be shown at the moment</h1>
          <p className="max-w-md text-ink-soft">
            The server or its database does not answer. Your devices keep receiving what was sent to them.
          </p>
          <button
            type="button"
            onClick={reset}
            className="mt-4 h-9 rounded-md bg-accent px-4 font-medium text-accent-ink"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
