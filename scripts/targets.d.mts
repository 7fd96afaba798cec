export const hostTarget: string;
