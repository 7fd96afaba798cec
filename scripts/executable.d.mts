export function buildExecutable(target: string, output: string, entryPoints?: string[]): Promise<void>;
