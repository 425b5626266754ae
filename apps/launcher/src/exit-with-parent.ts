// Preloaded into a program that is not ours (`next start`), so that it does not outlive a launcher that was killed.
process.on('disconnect', () => process.exit(0));
