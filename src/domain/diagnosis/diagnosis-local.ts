import type { DiagnosisRule } from './diagnosis-rule.ts';

/** What stops a channel on our own side; `postroom_` and the error's code. Nothing matches these: they are recalled by code. */
export const localRules: readonly DiagnosisRule[] = [
  {
    code: 'postroom_unavailable',
    when: {},
    title: 'The import is halted',
    cause: 'Postroom cannot store mail at the moment, so it leaves it on the server.',
    who: 'you',
    step: 'Look at the answer below: mostly the disk is full or the data file cannot be written. The import goes on by itself afterwards.',
    retry: 'backoff',
  },
  {
    code: 'postroom_invalid',
    when: {},
    title: 'The channel cannot be fetched',
    cause: 'A setting that the channel needs is missing or does not fit.',
    who: 'you',
    step: 'Mend what the answer below names, in Connect Microsoft 365 App or in the settings of the channel.',
    retry: 'backoff',
  },
  {
    code: 'postroom_not_found',
    when: {},
    title: 'The channel cannot be fetched',
    cause: 'Something that the channel needs is gone.',
    who: 'you',
    step: 'Mend what the answer below names, in Connect Microsoft 365 App or in the settings of the channel.',
    retry: 'backoff',
  },
  {
    code: 'sending_limit',
    when: {},
    title: 'The limit of a day is reached',
    cause: 'This channel has written to as many recipients within 24 hours as the settings allow.',
    who: 'nobody',
    step: 'It goes out by itself when the 24 hours are over. An admin can change the limit under Settings, Outgoing mail.',
    retry: 'slow',
  },
  {
    code: 'channel_deleted',
    when: {},
    title: 'The channel was deleted',
    cause: 'The channel was deleted before this was sent.',
    who: 'you',
    step: 'Answer anew from another address, or add the account again and send it once more.',
    retry: 'never',
  },
  {
    code: 'postroom_internal',
    when: {},
    title: 'Something went wrong inside Postroom',
    cause: 'This is a fault of the program; mail stays on the server until it is imported.',
    who: 'nobody',
    step: 'Postroom tries again. The log of the program has the cause; please report it.',
    retry: 'backoff',
  },
];
