import { figure } from '@/features/notifications/channel-words.ts';

/** What cancelling did: "Cancelled for 812 devices; 3,201 had it already." */
export function cancelledText(result: { readonly cancelled: number; readonly alreadySent: number }): string {
  const { cancelled, alreadySent } = result;
  if (cancelled === 0 && alreadySent === 0) return 'Nothing of it had been sent.';
  const devices = `${figure(cancelled)} ${cancelled === 1 ? 'device' : 'devices'}`;
  if (alreadySent === 0) return `Cancelled for ${devices}; it was sent to none.`;
  return `Cancelled for ${devices}; already sent to ${figure(alreadySent)}.`;
}
