/** Does `run(operations)` whenever the process that started this one says so. */
export function serve(run) {
  process.on('message', async (operations) => {
    await run(operations);
    process.send('done');
  });
  process.on('disconnect', () => process.exit());
  process.send('ready');
}
