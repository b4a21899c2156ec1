/** A small drawing for each kind of game; one that is not known gets the reels. */
export function Emblem(props: { readonly kind: string }) {
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
  if (props.kind === "roulette") {
    return (
      <svg className="emblem" viewBox="0 0 120 80" aria-hidden="true">
        <circle cx="60" cy="40" r="33" className="wheel" />
        {Array.from({ length: 12 }, (_, i) => (
          <path key={i} d="M60 40L56 9A31 31 0 0 1 64 9Z" className={i % 2 === 0 ? "red" : "black"} transform={`rotate(${i * 30} 60 40)`} />
        ))}
        <circle cx="60" cy="40" r="14" className="die" />
        <circle cx="74" cy="20" r="4" className="ball" />
      </svg>
    );
  }
  if (props.kind === "plinko") {
    return (
      <svg className="emblem" viewBox="0 0 120 80" aria-hidden="true">
        {[1, 2, 3, 4, 5].flatMap((row) =>
          Array.from({ length: row }, (_, pin) => (
            <circle key={`${row}-${pin}`} cx={60 + (pin - (row - 1) / 2) * 18} cy={row * 14} r="3.500" className="pin" />
          )),
        )}
        <circle cx="69" cy="48" r="6" className="ball" />
      </svg>
    );
  }
  if (props.kind === "cascade") {
    return (
      <svg className="emblem" viewBox="0 0 120 80" aria-hidden="true">
        {[[34, 58], [60, 58], [86, 58], [47, 36], [73, 36], [60, 14]].map(([x, y], i) => (
          <path key={i} d={`M${x} ${y! - 12}l13 9-5 14h-16l-5-14z`} className={["ruby", "jade", "amber"][i % 3]} />
        ))}
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
