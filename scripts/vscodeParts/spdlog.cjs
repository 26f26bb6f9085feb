// Stands in for VS Code's native log writer, which needs a compiler to install: the same calls, written with Node's fs.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = 2;
    this.pattern = '%Y-%m-%d %H:%M:%S.%e [%l] %v';
    mkdirSync(dirname(file), { recursive: true });
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern(pattern) {
    this.pattern = pattern;
  }

  clearFormatters() {
    this.pattern = undefined;
  }

  flush() {}

  drop() {}

  write(level, message) {
    if (level < this.level) return;
    appendFileSync(this.file, this.pattern === undefined ? message : `${this.format(level, message)}\n`);
  }

  format(level, message) {
    const [date, time] = new Date().toISOString().slice(0, -1).split('T');
    const [year, month, day] = date.split('-');
    const [clock, milliseconds] = time.split('.');
    const [hours, minutes, seconds] = clock.split(':');
    const parts = {
      Y: year,
      m: month,
      d: day,
      H: hours,
      M: minutes,
      S: seconds,
      e: milliseconds,
      l: names[level],
      v: message,
    };
    return this.pattern.replace(/%([YmdHMSelv])/g, (_, key) => parts[key]);
  }
}

names.forEach((name, level) => {
  Logger.prototype[name === 'warning' ? 'warn' : name] = function log(message) {
    this.write(level, message);
  };
});

async function createLogger(name, file) {
  return new Logger('rotating', name, file);
}

// Assigned one by one: an ES module that imports this finds only such exports by name.
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
