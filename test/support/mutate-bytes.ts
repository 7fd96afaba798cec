/** How many more turns a fuzz test takes: POSTROOM_FUZZ=100 is a night's work; once by default. */
export const fuzzFactor = Math.max(1, Number(process.env.POSTROOM_FUZZ) || 1);

/** What readers of protocols stumble over. */
const stumbles = [
  ...[
    '{0}\r\n',
    '{5}\r\n',
    '{4294967296}\r\n',
    '{99999999999999999999}\r\n',
    '{-1}\r\n',
    '{3+}\r\n',
    '~{3}\r\n',
  ],
  ...[
    '(',
    ')',
    '((((((((((',
    '))))))))))',
    '"',
    '\\',
    '\\"',
    '[',
    ']',
    '<',
    '*',
    '+ \r\n',
    '* BYE\r\n',
    '* ',
  ],
  ...[
    'NIL',
    '\0',
    '\r',
    '\n',
    '\r\n\r\n',
    '\xff\xfe',
    '\x80',
    ' '.repeat(5_000),
    '9'.repeat(400),
    '-1',
    '1e999',
  ],
  ...['{"a":', ']}', '[[[[[[[[', '"\\ud800"', 'null', '__proto__', 'constructor', '\u2028', '%00', '&#0;'],
];

/** Flips, cuts out, repeats, moves and puts in bytes; with the same numbers the same comes out. */
export function mutateBytes(bytes: Buffer, random: () => number): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  const times = 1 + Math.floor(random() * 4);
  for (let n = 0; n < times; n += 1) changed = mutateOnce(changed, random);
  return changed;
}

function mutateOnce(bytes: Buffer, random: () => number): Buffer {
  const below = (most: number) => Math.floor(random() * most);
  const at = below(bytes.length + 1);
  const end = Math.min(bytes.length, at + below(40));
  const [head, piece, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  const stumble = Buffer.from(stumbles[below(stumbles.length)] ?? '', 'latin1');
  const noise = Buffer.from(Array.from({ length: 1 + below(20) }, () => below(256)));
  const ways = [
    [head, tail],
    [head],
    [head, piece, piece, tail],
    [tail, piece, head],
    [head, stumble, piece, tail],
    [head, stumble, tail],
    [head, noise, tail],
    [head, ...Array.from({ length: below(200) }, () => piece), tail],
  ];
  return Buffer.concat(ways[below(ways.length)] ?? [bytes]);
}
