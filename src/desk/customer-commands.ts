import type { Desk } from './desk.ts';
import { removeView, saveView } from './save-view.ts';

/** What people do about customers, and with their own saved searches. Who may is checked where the request comes in. */
export function customerCommands(desk: Desk) {
  return {
    saveView: (input: { userId: number; name: string; query: string }) => saveView(desk, input),
    removeView: (input: { userId: number; id: number }) => removeView(desk, input),
  };
}
