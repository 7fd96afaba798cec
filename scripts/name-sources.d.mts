export function nameSources(text: string): string;
