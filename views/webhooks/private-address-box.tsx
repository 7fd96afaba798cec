import { Checkbox } from '../form.tsx';
import { t } from '../words.ts';

/** Whether what is posted may go to where only Postroom gets. */
export function PrivateAddressBox({ isChecked }: { isChecked: boolean }) {
  return (
    <Checkbox
      name="allowsPrivate"
      label={t('Allow addresses of this machine and its network')}
      isChecked={isChecked}
      hint={t('Without it Postroom refuses to call loopback, link-local and private addresses.')}
    />
  );
}
