import { wordTable } from './word-table.ts';
/** What a file is called that a person would not look up by its media type. */
export type FileKind =
  | 'picture'
  | 'pdf'
  | 'excel'
  | 'word'
  | 'powerpoint'
  | 'text'
  | 'table'
  | 'mail'
  | 'appointment'
  | 'contact'
  | 'archive'
  | 'sound'
  | 'film'
  | 'page';

const byType: readonly (readonly [type: RegExp, kind: FileKind])[] = [
  [/^image\//, 'picture'],
  [/^audio\//, 'sound'],
  [/^video\//, 'film'],
  [/^application\/pdf$/, 'pdf'],
  [/spreadsheet|ms-?excel/, 'excel'],
  [/wordprocessing|msword|opendocument\.text|^application\/rtf$|^text\/rtf$/, 'word'],
  [/presentation|ms-powerpoint/, 'powerpoint'],
  [/^text\/csv$/, 'table'],
  [/^text\/calendar$/, 'appointment'],
  [/^text\/(x-)?vcard$/, 'contact'],
  [/^text\/html$/, 'page'],
  [/^message\/rfc822$|ms-outlook/, 'mail'],
  [/zip|x-7z|x-rar|x-tar|gzip/, 'archive'],
  [/^text\//, 'text'],
];

const byEnding = wordTable<FileKind>({
  png: 'picture',
  jpg: 'picture',
  jpeg: 'picture',
  gif: 'picture',
  webp: 'picture',
  heic: 'picture',
  pdf: 'pdf',
  xls: 'excel',
  xlsx: 'excel',
  xlsm: 'excel',
  ods: 'excel',
  doc: 'word',
  docx: 'word',
  odt: 'word',
  rtf: 'word',
  ppt: 'powerpoint',
  pptx: 'powerpoint',
  odp: 'powerpoint',
  csv: 'table',
  txt: 'text',
  log: 'text',
  md: 'text',
  eml: 'mail',
  msg: 'mail',
  ics: 'appointment',
  vcf: 'contact',
  zip: 'archive',
  '7z': 'archive',
  rar: 'archive',
  gz: 'archive',
  mp3: 'sound',
  wav: 'sound',
  m4a: 'sound',
  mp4: 'film',
  mov: 'film',
  avi: 'film',
  htm: 'page',
  html: 'page',
});

/** By these a computer runs a file, or opens what it leads to or holds, whatever type its sender has given it. */
const programs: ReadonlySet<string> = new Set(
  `exe scr com pif bat cmd msi msix ps1 vbs vbe js jse wsf wsh hta lnk jar cpl reg app dmg sh url iso img vhd vhdx xll chm
  one appinstaller appref-ms application library-ms search-ms settingcontent-ms rdp msc scf`.split(/\s+/),
);

/** @returns what the file is by its media type, else by how its name ends; undefined where neither tells */
export function findFileKind({
  name,
  type,
}: {
  readonly name: string;
  readonly type: string;
}): FileKind | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = byEnding[ending];
  if (programs.has(ending)) return undefined;
  // Many programs send all that they do not know as bytes, and tables as text.
  if (/^application\/octet-stream$|^text\/plain$|^$/.test(type))
    return known ?? (type === 'text/plain' ? 'text' : undefined);
  return byType.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? known;
}
