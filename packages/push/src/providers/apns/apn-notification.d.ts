/** The part of the library that builds messages: a twentieth of the memory of all of it, whose transport is not used. */
declare module 'apn/lib/notification/index.js' {
  import type { Notification as Declared } from 'apn';

  // Its declarations leave out what the library itself sends by.
  interface Notification extends Declared {
    headers(): Record<string, string | number>;
    compile(): string;
  }
  const Notification: new (members: Record<string, unknown>) => Notification;
  export default Notification;
}
