// Where an executable's assets lie in its file, noted in the asset places.json, so that src/sea.ts can read them there.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const length = 1024;
const unknown = '{"are these the places": "not yet"}'.padEnd(length);

/** @param {string} folder where the draft goes @returns {string} the path of the asset places.json, without places */
export function draftPlaces(folder) {
  const path = join(folder, 'places.json');
  writeFileSync(path, unknown);
  return path;
}

/**
 * @param {string} executable with the draft inside @param {Record<string, string>} assets paths by name
 * @throws {Error} where an asset is not in the file as one piece
 */
export function notePlaces(executable, assets) {
  const whole = readFileSync(executable);
  const others = Object.entries(assets).filter(([name]) => name !== 'places.json');
  const places = others.map(([name, path]) => [name, find(whole, readFileSync(path), name)]);
  const noted = JSON.stringify(Object.fromEntries(places)).padEnd(length);
  if (noted.length > length) throw new Error(`The places of the assets take more than ${length} characters.`);
  const file = openSync(executable, 'r+');
  writeSync(file, noted, find(whole, Buffer.from(unknown), 'places.json'));
  closeSync(file);
}

function find(whole, bytes, name) {
  const place = whole.indexOf(bytes);
  if (place < 0) throw new Error(`The asset ${name} is not in the executable as it was given.`);
  return place;
}
