import { useEffect } from 'preact/hooks';
import { askToBeLetIn, pairingCode } from '../displays/pairing';
import { words } from '../i18n/language';
import { KeyIcon } from './icons';
import { Notice } from './Notices';

/** For a screen that the kitchen does not know: the code that lets it in, and what to do with it. */
export function PairingScreen() {
  useEffect(askToBeLetIn, []);
  const { signIn, signInMore, pairing } = words.value;
  const code = pairingCode.value;
  return (
    <main class="scrolling">
      <Notice icon={<KeyIcon />} title={signIn}>
        {code === undefined ? (
          signInMore.map((line) => <p key={line}>{line}</p>)
        ) : (
          <>
            <p>{pairing.whatToDo}</p>
            <p class="pairing-code" dir="ltr">
              {code}
            </p>
            <p>{pairing.thenByItself}</p>
          </>
        )}
      </Notice>
    </main>
  );
}
