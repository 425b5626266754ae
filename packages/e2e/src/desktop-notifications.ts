import { EventEmitter, once } from 'node:events';
import type { DbusMessage } from './dbus-message.ts';
import { type DbusReply, startSessionBus } from './dbus-session-bus.ts';
import type { DbusValue } from './dbus-values.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const SPECIFICATION_VERSION = '1.2';
const TIMEOUT_MS = 20_000;
/** Reasons of NotificationClosed. */
const DISMISSED_BY_USER = 2;
const CLOSED_BY_CALL = 3;
/** `x-kde-origin-name`: the origin comes as a hint rather than as the body's first line. */
const CAPABILITIES = ['actions', 'body', 'icon-static', 'persistence', 'x-kde-origin-name'];

/** A notification as the person at the desktop sees it. */
export type DesktopNotification = {
  id: number;
  title: string;
  body: string;
  /** Keys and labels of the buttons; a click on the notification itself is `default`. */
  actions: { key: string; label: string }[];
  /** How often it was shown: more than once if it was replaced in place. */
  shownCount: number;
};

export type Desktop = AsyncDisposable & {
  /** For DBUS_SESSION_BUS_ADDRESS of a browser. */
  busAddress: string;
  /** What is on the screen now, oldest first. */
  visible(): DesktopNotification[];
  /** Waits until a visible notification satisfies the condition; throws an Error after 20 seconds. */
  waitFor(condition: (notification: DesktopNotification) => boolean): Promise<DesktopNotification>;
  /** Clicks on the notification itself (`default`), or on one of its buttons; it then goes from the screen. */
  click(notification: DesktopNotification, actionKey: string): void;
  /** Closes the notification as its cross does. */
  dismiss(notification: DesktopNotification): void;
};

/**
 * A desktop's notification service (Desktop Notifications Specification 1.2) on a session bus of its own. A browser
 * that is started with its address shows its notifications here, for real: a click comes back as the operating
 * system's, so that the service worker gets a trusted `notificationclick` that may open and focus windows.
 */
export async function startDesktop(): Promise<Desktop> {
  const visible = new Map<number, DesktopNotification>();
  const changes = new EventEmitter();
  let lastId = 0;

  function notify([, replacesId, , title, body, actions]: DbusValue[]): DbusReply {
    const replaced = visible.get(Number(replacesId));
    lastId += replaced === undefined ? 1 : 0;
    const id = replaced?.id ?? lastId;
    const shownCount = (replaced?.shownCount ?? 0) + 1;
    visible.set(id, { id, title: String(title), body: String(body), actions: pairs(actions), shownCount });
    changes.emit('change');
    return { signature: 'u', body: [id] };
  }

  function call({ member, body }: DbusMessage): DbusReply | null {
    switch (member) {
      case 'GetCapabilities':
        return { signature: 'as', body: [CAPABILITIES] };
      case 'GetServerInformation':
        return { signature: 'ssss', body: ['Carillon tests', 'Carillon', '1', SPECIFICATION_VERSION] };
      case 'Notify':
        return notify(body);
      case 'CloseNotification':
        close(Number(body[0]), CLOSED_BY_CALL);
        return { signature: '', body: [] };
      default:
        return null;
    }
  }

  const bus = await startSessionBus({ name: NAME, call });

  function close(id: number, reason: number): void {
    if (!visible.delete(id)) return;
    bus.signal({
      path: PATH,
      interface: NAME,
      member: 'NotificationClosed',
      signature: 'uu',
      body: [id, reason],
    });
    changes.emit('change');
  }

  async function nextChange(signal: AbortSignal): Promise<void> {
    try {
      await once(changes, 'change', { signal });
    } catch (cause) {
      const seen = JSON.stringify([...visible.values()]);
      throw new Error(`No such notification on the desktop; visible: ${seen}`, { cause });
    }
  }

  return {
    busAddress: bus.address,
    visible: () => [...visible.values()],
    async waitFor(condition) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      let found = [...visible.values()].find(condition);
      while (found === undefined) {
        await nextChange(signal);
        found = [...visible.values()].find(condition);
      }
      return found;
    },
    click({ id }, actionKey) {
      bus.signal({
        path: PATH,
        interface: NAME,
        member: 'ActionInvoked',
        signature: 'us',
        body: [id, actionKey],
      });
      close(id, DISMISSED_BY_USER);
    },
    dismiss: ({ id }) => close(id, DISMISSED_BY_USER),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}

/** The specification lists keys and labels in turn. */
function pairs(actions: DbusValue | undefined): { key: string; label: string }[] {
  const flat = Array.isArray(actions) ? actions.map(String) : [];
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, index) => ({
    key: flat[2 * index] ?? '',
    label: flat[2 * index + 1] ?? '',
  }));
}
