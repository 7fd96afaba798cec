import type { Upload } from '../domain/draft.ts';

/** @returns the files of a form's field `files`; a browser sends an empty one where none was picked */
export function readFiles(form: FormData): Promise<Upload[]> {
  const picked = form.getAll('files').filter((value) => typeof value !== 'string');
  const files = picked.filter(({ name, size }) => name !== '' || size > 0);
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      type: file.type,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
