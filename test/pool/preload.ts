/** Does something while every worker that starts runs this code first, as a loader that `--import` names. */
export async function preloading(code: string, during: () => Promise<void>): Promise<void> {
  process.execArgv.push('--import', `data:text/javascript,${encodeURIComponent(code)}`);
  try {
    await during();
  } finally {
    process.execArgv.splice(-2);
  }
}
