export const executablePath: string;
export const endpointVariable: string;
export function launchOptions(args?: readonly string[]): { executablePath: string; args: string[] };
