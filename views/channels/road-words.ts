import type { Direction, Road, RoadChoice } from '../../src/domain/mail-road.ts';

/** What a road is called in a sentence. */
export function nameRoad(road: Road, direction: Direction): string {
  if (road === 'graph') return 'Microsoft Graph';
  return direction === 'in' ? 'IMAP' : 'SMTP';
}

export function nameChoice(choice: RoadChoice, direction: Direction): string {
  return choice === 'either' ? 'Whichever works' : nameRoad(choice, direction);
}
