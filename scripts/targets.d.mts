export const hostTarget: string;
export function getParts(target: string): { node: string; addon: string };
