export function buildExecutable(
  target: string,
  output: string,
  entryPoints?: string[],
  isReproducible?: boolean,
): Promise<void>;
