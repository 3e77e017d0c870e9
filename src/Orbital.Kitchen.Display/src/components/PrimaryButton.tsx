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
  onPress: () => void;
}

/** The one thing to do with a card. It is never disabled, only deaf: a disabled button would lose the focus. */
export function PrimaryButton({ verb, about, entry, isOver = false, onPress }: Props) {
  const { todo, over, nothingHere, waiting } = words.value;
  const isDeaf = isOver || entry !== undefined || verb === undefined;
  const isWaiting = entry !== undefined && isDelayed(entry);
  const text = isOver ? over : isWaiting ? waiting : verb ? todo[verb] : nothingHere;
  return (
    <button
      type="button"
      class="primary"
      data-verb={isOver ? undefined : verb}
      data-busy={entry?.state === 'sending' && !isWaiting}
      aria-disabled={isDeaf}
      aria-label={`${text}: ${about}`}
      onClick={() => !isDeaf && onPress()}
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
