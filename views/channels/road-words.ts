import type { Direction, Road, RoadChoice } from '../../src/domain/mail-road.ts';
import { t } from '../words.ts';

/** What a road is called in a sentence. */
export function nameRoad(road: Road, direction: Direction): string {
  if (road === 'graph') return t('Microsoft Graph');
  return direction === 'in' ? 'IMAP' : 'SMTP';
}

export function nameChoice(choice: RoadChoice, direction: Direction): string {
  return choice === 'either' ? t('Whichever works') : nameRoad(choice, direction);
}
