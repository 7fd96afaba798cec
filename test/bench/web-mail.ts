import { importMuchMail } from './scale-load.ts';

// Mail as fast as it is taken, made in a process of its own: whoever measures pages must not stand still for it.

const counts = { mails: 0 };
const ending = new AbortController();

process.on('message', async (message: { readonly dataPath: string } | 'count') => {
  if (message === 'count') return process.send?.(counts);
  await importMuchMail({ dataPath: message.dataPath, signal: ending.signal, counts });
  return process.exit();
});
process.on('disconnect', () => ending.abort());
