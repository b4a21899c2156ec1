/** A small drawing for each kind of game. */
export function Emblem(props: { readonly kind: "dice" | "slot" | "other" }) {
  if (props.kind === "dice") {
    return (
      <svg className="emblem" viewBox="0 0 120 80" aria-hidden="true">
        <g transform="rotate(-12 46 42)">
          <rect x="20" y="16" width="50" height="50" rx="11" className="die" />
          {[
            [33, 29],
            [57, 29],
            [45, 41],
            [33, 53],
            [57, 53],
          ].map(([x, y]) => (
            <circle key={`${x}-${y}`} cx={x} cy={y} r="4.600" className="pip" />
          ))}
        </g>
        <g transform="rotate(14 86 46)">
          <rect x="66" y="26" width="40" height="40" rx="9" className="die second" />
          {[
            [77, 37],
            [95, 55],
          ].map(([x, y]) => (
            <circle key={`${x}-${y}`} cx={x} cy={y} r="4" className="pip" />
          ))}
        </g>
      </svg>
    );
  }
  return (
    <svg className="emblem" viewBox="0 0 120 80" aria-hidden="true">
      {[18, 48, 78].map((x) => (
        <rect key={x} x={x} y="12" width="26" height="56" rx="6" className="reel" />
      ))}
      <path d="M31 28l3.500 8.200 8.900.7-6.800 5.800 2.100 8.700-7.700-4.700-7.700 4.700 2.100-8.700-6.800-5.800 8.900-.7z" className="star" />
      <path d="M61 28l3.500 8.200 8.900.7-6.800 5.800 2.100 8.700-7.700-4.700-7.700 4.700 2.100-8.700-6.800-5.800 8.900-.7z" className="star" />
      <circle cx="91" cy="40" r="9" className="moon" />
    </svg>
  );
}
