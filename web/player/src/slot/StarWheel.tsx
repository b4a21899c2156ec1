import type { SlotWheel } from "@croupier/client";
import { timesText } from "../games/choices.js";

/** Whole turns before it rests; the time it takes is in the style sheet and the same for every segment. */
const turns = 4;

/** The bonus wheel. `segment` is where the stored result says that it stops; before it is set the wheel stands at its first. */
export function StarWheel(props: { readonly wheel: SlotWheel; readonly segment: number; readonly turned: boolean }) {
  const { wheel, segment, turned } = props;
  const count = wheel.prizes.length;
  const each = 360 / count;
  const angle = turned ? turns * 360 - segment * each : 0;
  const label = turned ? `The wheel stops at ${timesText(wheel.prizes[segment]!)} times the stake.` : "The wheel turns.";
  return (
    <svg className="star-wheel" viewBox="-110 -118 220 228" role="img" aria-label={label} data-testid="star-wheel" data-segment={segment}>
      <g className="turning" style={{ transform: `rotate(${angle}deg)` }}>
        {wheel.prizes.map((prize, index) => (
          <g key={index} transform={`rotate(${index * each})`}>
            <path d={sector(each)} className={prize >= 3_000 ? "gold" : index % 2 === 0 ? "even" : "odd"} />
            <text transform="translate(0 -84) rotate(-90)">{timesText(prize)}</text>
          </g>
        ))}
      </g>
      <circle r="26" className="hub" />
      <path d="M-9 -116 L9 -116 L0 -94 Z" className="pointer" />
    </svg>
  );
}

/** A slice of the disc of radius 104, its middle straight up. */
function sector(degrees: number): string {
  const half = (degrees / 2) * (Math.PI / 180);
  const x = 104 * Math.sin(half);
  const y = -104 * Math.cos(half);
  return `M0 0 L${-x} ${y} A104 104 0 0 1 ${x} ${y} Z`;
}
