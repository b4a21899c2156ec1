import { type PlinkoBoard, slotOfPath } from "@croupier/client";
import { timesText } from "../games/choices.js";

const pinGap = 20;
const slotHeight = 54;

/** The pins, the slots and the ball. It shows turns that the stored result names; it decides none. */
export function Board(props: { readonly board: PlinkoBoard; readonly fallen: { path: readonly boolean[]; rows: number } | null }) {
  const { board, fallen } = props;
  const width = (board.rows + 1) * pinGap;
  const height = board.rows * pinGap + slotHeight + pinGap;
  const middle = width / 2;
  const turns = fallen === null ? [] : fallen.path.slice(0, fallen.rows);
  const ended = fallen !== null && fallen.rows === board.rows ? slotOfPath(fallen.path) : null;
  const ball = { x: middle + turns.reduce((x, right) => x + (right ? pinGap : -pinGap) / 2, 0), y: turns.length * pinGap + pinGap / 2 };
  const label =
    ended === null ? `A board of ${board.rows} rows.` : `The ball is in slot ${ended + 1} of ${board.rows + 1}, which pays ${timesText(board.pays[ended]!)} times the stake.`;
  return (
    <svg className="plinko" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} data-testid="board" data-slot={ended ?? ""}>
      {Array.from({ length: board.rows }, (_, row) =>
        Array.from({ length: row + 1 }, (__, pin) => (
          <circle key={`${row}-${pin}`} className="pin" cx={middle + (pin - row / 2) * pinGap} cy={row * pinGap + pinGap} r="2.6" />
        )),
      )}
      {board.pays.map((pay, slot) => {
        const x = slot * pinGap;
        const y = board.rows * pinGap + pinGap * 0.6;
        return (
          <g key={slot} className={slot === ended ? "slot ended" : "slot"}>
            <rect x={x + 1} y={y} width={pinGap - 2} height={slotHeight} rx="3" className={pay > 100 ? "high" : pay === 100 ? "even" : "low"} />
            <text transform={`translate(${x + pinGap / 2} ${y + slotHeight / 2}) rotate(-90)`}>{timesText(pay)}</text>
          </g>
        );
      })}
      {fallen !== null && <circle className="ball" cx={ball.x} cy={ball.y} r="6" />}
    </svg>
  );
}
