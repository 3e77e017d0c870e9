import type { Board } from '../board/board';
import { allDayOf, workOf } from '../board/stations';
import { words } from '../i18n/language';

/** How many of each item are to make in all: those that cook now, and those that wait. */
export function AllDay({ board, station }: { board: Board; station: string | undefined }) {
  const { views, allDayNow, allDayLater, allDayNone } = words.value;
  const totals = allDayOf(workOf(board, station));
  return (
    <table class="all-day">
      <caption>{views.allDay}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{allDayNow}</th>
          <th scope="col">{allDayLater}</th>
        </tr>
      </thead>
      <tbody>
        {totals.map(({ itemName, now, later }) => (
          <tr key={itemName}>
            <th scope="row" dir="auto">
              {itemName}
            </th>
            <td class={now ? 'now' : 'none'}>{now || '–'}</td>
            <td class="later">{later || '–'}</td>
          </tr>
        ))}
        {totals.length === 0 && (
          <tr>
            <td colSpan={3}>{allDayNone}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
