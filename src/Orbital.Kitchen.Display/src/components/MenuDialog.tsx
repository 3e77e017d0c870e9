import { chosenLanguage, languages, words, type LanguageTag } from '../i18n/language';
import { displaysAreOpen } from '../displays/displays';
import { menuIsOpen } from '../screen/dialogs';
import { soundState, toggleSound } from '../screen/sound';
import { theme, type Theme } from '../screen/theme';
import { Dialog } from './Dialog';

/** The settings of this screen, and what the keys do. */
export function MenuDialog() {
  if (!menuIsOpen.value) return null;
  const text = words.value;
  return (
    <Dialog title={text.menu} onClose={() => (menuIsOpen.value = false)}>
      <div class="settings">
        <Choice
          label={text.language}
          chosen={chosenLanguage.value}
          options={[['auto', text.automatic], ...Object.entries(languages).map(([tag, { languageName }]) => [tag, languageName] as [string, string])]}
          onChoose={(tag) => (chosenLanguage.value = tag as LanguageTag | 'auto')}
        />
        <Choice
          label={text.theme}
          chosen={theme.value}
          options={[['auto', text.automatic], ...Object.entries(text.themes)]}
          onChoose={(chosen) => (theme.value = chosen as Theme)}
        />
        <button type="button" class="secondary" aria-pressed={soundState.value === 'on'} onClick={toggleSound}>
          {text.sound[soundState.value]}
        </button>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            menuIsOpen.value = false;
            displaysAreOpen.value = true;
          }}
        >
          {text.displays.title}
        </button>
      </div>
      <h3>{text.keyboard}</h3>
      <KeyList />
    </Dialog>
  );
}

interface ChoiceProps {
  label: string;
  chosen: string;
  options: ReadonlyArray<readonly [value: string, name: string]>;
  onChoose: (value: string) => void;
}

function Choice({ label, chosen, options, onChoose }: ChoiceProps) {
  return (
    <label class="choice">
      {label}
      <select value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function KeyList() {
  const { keys } = words.value;
  const meanings: ReadonlyArray<readonly [key: string, meaning: string]> = [
    ['← ↑ ↓ →', keys.arrows],
    ['1 – 9', keys.digits],
    ['Enter', keys.enter],
    ['U', keys.undo],
    ['R', keys.recall],
    ['P', keys.priority],
    ['H', keys.history],
    ['?', keys.help],
  ];
  return (
    <dl class="keys">
      {meanings.map(([key, meaning]) => (
        <div key={key}>
          <dt>
            <kbd dir="ltr">{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
