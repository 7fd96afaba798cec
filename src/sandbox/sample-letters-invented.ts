import type { Letter } from './sample-letter.ts';

const firstNames =
  'Amara Bodil Cosmo Delphine Emeka Freya Gustavo Hedda Ilya Junko Kofi Liesel Mateo Nadia Oskar Priya Quentin Rosa Stellan Tamsin Uma Viggo Wanda Yusuf Zoë'.split(
    ' ',
  );
const lastNames =
  'Ashdown Bergström Castellan Dimova Eriksen Ferreira Gallagher Hoffmann Iversen Jankowski Kowalczuk Larsson Moreau Nakagawa Okafor Pellegrini Quist Rautio Schröder Takahashi Underhill Voss Whitlock Zielinski'.split(
    ' ',
  );
const hosts = 'postbox quickmail valleymail rivermail lakepost hillside'.split(' ');

/** A concern: its subject, what is asked, and the answer to a question that came back. */
const concerns: readonly (readonly [subject: string, question: string, followUp: string])[] = [
  [
    'Rental on {day}',
    'Do you still have a {boat} for {people} on {day}? We would come at ten.',
    'Ten is fine. Do we need to bring life jackets?',
  ],
  [
    'Repair of my {boat}',
    'My {boat} has a crack at the {place}, about a hand long. What does the repair cost, and how long does it take?',
    'I can bring it on {day}. Is somebody there before nine?',
  ],
  [
    'Invoice for {day}',
    'I was charged twice for the {boat} on {day}. Could you please check?',
    'The bank shows both payments now. Thank you for looking into it.',
  ],
  [
    'Paddle for a {boat}',
    'Which paddle goes with a {boat}? I am 1.{height} m tall and a beginner.',
    'I take that one. Can I collect it on {day}?',
  ],
  [
    'Forgotten in the {boat}',
    'We left a {thing} in the {boat} on {day}. Has it turned up?',
    'That is the one! We pick it up at the weekend.',
  ],
  [
    'Course for beginners',
    'Is there a course for {people} on {day}? None of us has been in a {boat} before.',
    'Wonderful, please put us down.',
  ],
  [
    'Cancelling {day}',
    'The forecast is dreadful, so we have to cancel {day}. Do we get the deposit back?',
    'Then let us move it by a week instead.',
  ],
  [
    'Storage for a {boat}',
    'What does it cost to keep a {boat} with you over the winter?',
    'Good. I bring it on {day}, without the {thing}.',
  ],
];

const fillings: Record<string, readonly string[]> = {
  day: ['Friday', 'Saturday', 'Sunday', 'the first of May', 'Thursday', 'the bank holiday'],
  boat: [
    'two-seater canoe',
    'touring kayak',
    'family canoe',
    'packraft',
    'wooden Prospector',
    'folding boat',
  ],
  people: ['two', 'four people', 'a family with a small child', 'eight colleagues', 'my parents'],
  place: ['bow', 'stern', 'keel', 'left gunwale'],
  height: ['58', '64', '71', '79', '86', '93'],
  thing: ['thermos flask', 'green rope', 'straw hat', 'seat cushion', 'map case', 'trolley'],
};

interface Invented {
  letter: Letter;
  /** What the same person writes next. */
  followUp: string;
}

/** Letters with about one in four a follow-up to the one before, spread over 18 months and dense near the end. */
export function* inventLetters(count: number, seed: number): Iterable<Letter> {
  const random = createRandom(seed);
  let open: Invented | undefined;
  for (let index = 0; index < count; index++) {
    const id = `s${seed}-${index}`;
    const hoursAgo = hoursFor(index, count);
    if (open && random() < 0.33) {
      const { letter, followUp } = open;
      const text = `${followUp}\n\n${letter.from[0]}`;
      open = undefined;
      yield { ...letter, id, answers: letter.id, subject: `Re: ${letter.subject}`, hoursAgo, text };
      continue;
    }
    open = inventLetter(random, id, hoursAgo);
    yield open.letter;
  }
}

function inventLetter(random: () => number, id: string, hoursAgo: number): Invented {
  const pick = <T>(list: readonly T[], fallback: T): T =>
    list[Math.floor(random() * list.length)] ?? fallback;
  const [subject, question, followUp] = pick(concerns, ['', '', '']);
  const choices = new Map(Object.entries(fillings).map(([word, list]) => [word, pick(list, '')]));
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_whole, word: string) => choices.get(word) ?? '');
  const name = `${pick(firstNames, 'Ada')} ${pick(lastNames, 'Voss')}`;
  const local = name
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(' ', '.');
  const letter: Letter = {
    id,
    from: [name, `${local}@${pick(hosts, 'postbox')}.example`],
    subject: fill(subject),
    hoursAgo,
    isSeen: hoursAgo > 24 * 14,
    text: `Hello,\n\n${fill(question)}\n\n${name}`,
  };
  return { letter, followUp: fill(followUp) };
}

/** Oldest first; half of them in the last fortnight, at least a minute ago. */
function hoursFor(index: number, count: number): number {
  const part = 1 - (index + 1) / (count + 1);
  return part < 0.5 ? part * 2 * 24 * 14 + 1 / 60 : 24 * 14 + (part - 0.5) * 2 * 24 * 530;
}

/** mulberry32: numbers from 0 to 1 that follow from the seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
