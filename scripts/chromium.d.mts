export const executablePath: string;
export const endpointVariable: string;
export function launchOptions(wanted?: { args?: readonly string[]; isWhole?: boolean }): {
  executablePath: string;
  args: string[];
};
