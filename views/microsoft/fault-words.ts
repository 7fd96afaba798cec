import type { TokenFault } from '../../src/domain/diagnosis/sign-in-outcome.ts';
import { t } from '../words.ts';

/** @returns why what came back from Microsoft was not taken, as one sentence */
export function faultWords(fault: TokenFault): string {
  switch (fault.code) {
    case 'no_code':
      return t('Microsoft sent neither a code nor an error.');
    case 'no_refresh_token':
      return t('Microsoft gave no refresh token; the permission offline_access is missing.');
    case 'claims_missing':
      return t("Microsoft's identity token was refused: it lacks {names}.", { names: fault.names });
    case 'other_app':
      return t("Microsoft's identity token was refused: it is meant for the app {app}.", { app: fault.app });
    case 'other_issuer':
      return t("Microsoft's identity token was refused: it was issued by {issuer}.", {
        issuer: fault.issuer,
      });
    case 'other_tenant':
      return t("Microsoft's identity token was refused: its issuer belongs to another tenant.");
    case 'other_sign_in':
      return t("Microsoft's identity token was refused: it belongs to another sign-in.");
    case 'out_of_date':
      return fault.minutesAhead === undefined
        ? t("Microsoft's identity token was refused: it is out of date.")
        : t(
            "Microsoft's identity token was refused: it is out of date, as this machine's clock is some {minutes} minutes ahead of Microsoft's. Set the clock, then sign in again.",
            { minutes: fault.minutesAhead },
          );
  }
}
