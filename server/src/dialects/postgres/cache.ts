import type { TargetVersion } from '../../model/dialect.ts';
import type { Reading } from '../../model/script.ts';

/**
 * Keeps readings by text and version, the least recently used going first once the texts together exceed
 * `capacity` (characters). The same text gives the identical object as long as it is kept.
 */
export function cached(
  read: (text: string, version: TargetVersion) => Reading,
  capacity: number,
): (text: string, version: TargetVersion) => Reading {
  const versions = new Map<TargetVersion, Map<string, Reading>>();
  let size = 0;
  const forget = () => {
    for (const readings of versions.values()) {
      for (const text of readings.keys()) {
        if (size <= capacity) return;
        readings.delete(text);
        size -= text.length;
      }
    }
  };
  return (text, version) => {
    let readings = versions.get(version);
    if (!readings) {
      readings = new Map();
      versions.set(version, readings);
    }
    const known = readings.get(text);
    if (known) {
      readings.delete(text);
      readings.set(text, known);
      return known;
    }
    const reading = read(text, version);
    readings.set(text, reading);
    size += text.length;
    if (size > capacity) forget();
    return reading;
  };
}
