// Stands in for VS Code's native watchdog: the process ends when the one that it watches is gone.
const intervalMs = 3000;

exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, intervalMs).unref();
};
exports.exit = (code) => {
  process.exit(code || 0);
};
