export function listSentences(): string[];
