import { useRef } from 'preact/hooks';
import type { Verb } from '../actions/action';
import { isDelayed, type Entry } from '../actions/entries';
import { words } from '../i18n/language';
import { CheckIcon, FlameIcon, HourglassIcon, UndoIcon } from './icons';

interface Props {
  /** Undefined: there is nothing to do here. */
  verb: Verb | undefined;
  /** What it is about, for those who hear only the button. */
  about: string;
  /** What was tapped here and is not over. */
  entry: Entry | undefined;
  isOver?: boolean;
  /** Said where there is nothing to do. */
  nothing?: string;
  onPress: () => void;
}

/** What has just begun to say something else by itself is not pressed by a key that was meant for what it said before. */
const restAfterChangeMs = 600;

/** The one thing to do with a card. It is never disabled, only deaf: a disabled button would lose the focus. */
export function PrimaryButton({ verb, about, entry, isOver = false, nothing, onPress }: Props) {
  const { todo, over, nothingHere, waiting } = words.value;
  const touchedText = useRef<string | undefined>(undefined);
  const said = useRef({ verb, since: -Infinity });
  const isDeaf = isOver || entry !== undefined || verb === undefined;
  const isWaiting = entry !== undefined && isDelayed(entry);
  const text = isOver ? over : isWaiting ? waiting : verb ? todo[verb] : (nothing ?? nothingHere);
  const fullText = `${text}: ${about}`;
  if (said.current.verb !== verb) said.current = { verb, since: performance.now() };
  const press = ({ detail: clicks }: MouseEvent) => {
    // What the button says may change between touch and release. A key has no such time; it counts as no click.
    const isOther =
      clicks > 0 ? touchedText.current !== undefined && touchedText.current !== fullText : performance.now() - said.current.since < restAfterChangeMs;
    touchedText.current = undefined;
    if (!isDeaf && !isOther) onPress();
  };
  return (
    <button
      type="button"
      class="primary"
      data-verb={isOver ? undefined : verb}
      data-busy={entry?.state === 'sending' && !isWaiting}
      aria-disabled={isDeaf}
      aria-label={fullText}
      onPointerDown={() => (touchedText.current = fullText)}
      onClick={press}
    >
      {!isOver && verb && (isWaiting ? <HourglassIcon /> : <VerbIcon verb={verb} />)}
      {text}
    </button>
  );
}

function VerbIcon({ verb }: { verb: Verb }) {
  if (verb === 'start') return <FlameIcon />;
  return verb === 'recall' ? <UndoIcon /> : <CheckIcon />;
}
