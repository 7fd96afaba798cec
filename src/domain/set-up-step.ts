/** What lies between an empty desk and its first answered ticket, in this order. */
export const setUpSteps = ['app', 'consent', 'account', 'mail', 'backup', 'answer'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

export interface SetUpState {
  readonly step: SetUpStep;
  readonly isDone: boolean;
}
