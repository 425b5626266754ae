// Runs in a process before its program: its clock is wrong by CLOCK_OFFSET_MS, and jumps to the other side of the truth at
// each SIGUSR2. Time that only moves forward (performance.now, timers) stays right, as on a machine whose clock is set.
let offsetMs = Number(process.env.CLOCK_OFFSET_MS ?? 0);
process.on('SIGUSR2', () => {
  offsetMs = -offsetMs;
});

const TrueDate = Date;
const now = (): number => TrueDate.now() + offsetMs;

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
