import type { Device } from '@/wire/wire-types.ts';

/** What a dialog about the chosen devices is given. */
export interface BulkDialogProps {
  /** As they were chosen: what is listed behind the dialog may change meanwhile. */
  readonly devices: readonly Device[];
  /** `hasActed`: something was asked of the server, and what was chosen is done with. */
  readonly onClose: (hasActed: boolean) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}
