import { type Check, ok } from './doctor.ts';

/** Providers accept tokens that are signed a little early or late; minutes are too much. */
const WARN_SECONDS = 5;
const FAIL_SECONDS = 60;

/** Whether this machine's clock agrees with the database's. Signatures for providers carry this machine's time. */
export function clockCheck(clocks: {
  readonly now: () => Date;
  readonly databaseNow: () => Promise<Date>;
}): Check {
  return {
    subject: 'clock',
    run: async () => {
      const before = clocks.now().getTime();
      const database = (await clocks.databaseNow()).getTime();
      const after = clocks.now().getTime();
      // The answer was made at some time in between; only what is outside is a difference.
      const apartMs = Math.max(before - database, database - after, 0);
      const apartSeconds = Math.round(apartMs / 100) / 10;
      if (apartSeconds < WARN_SECONDS)
        return [ok('clock', 'agrees with the database', `${apartSeconds} s apart`)];
      return [
        {
          subject: 'clock',
          check: 'agrees with the database',
          status: apartSeconds < FAIL_SECONDS ? 'warning' : 'failed',
          detail: `This machine and the database are ${apartSeconds} s apart.`,
          advice: 'Synchronise both clocks (NTP). Providers refuse signatures from the wrong time.',
        },
      ];
    },
  };
}
