/** Whether the addon of zeromq.js is in this process, in whatever thread it was loaded: the system's own list tells. */
export function libzmqIsLoaded() {
  return process.report.getReport().sharedObjects.some((path) => /zeromq.*\.node$/.test(path));
}
