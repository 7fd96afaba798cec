import { type FileKind, findFileKind } from '../../src/domain/file-kind.ts';
import { t } from '../words.ts';

const kinds = (): Readonly<Record<FileKind, string>> => ({
  picture: t('Picture'),
  pdf: 'PDF',
  excel: 'Excel',
  word: 'Word',
  powerpoint: 'PowerPoint',
  text: t('Text'),
  table: t('Table'),
  mail: t('Mail'),
  appointment: t('Appointment'),
  contact: t('Contact'),
  archive: t('Archive'),
  sound: t('Sound'),
  film: t('Film'),
  page: t('Web page'),
});

/** What a file is, in a word: "Excel"; its ending where nothing else is known. */
export function describeFile(file: { readonly name: string; readonly type: string }): string {
  const kind = findFileKind(file);
  if (kind !== undefined) return kinds()[kind];
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1];
  return ending === undefined ? t('File') : ending.toUpperCase();
}
