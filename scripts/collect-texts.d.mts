export function listMessages(): string[];
export function collectTexts(): void;
