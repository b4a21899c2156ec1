// What the drawings of symbols are made of; each is drawn in a square of 100 by 100.

export type Draw = (pen: CanvasRenderingContext2D) => void;

export function fill(pen: CanvasRenderingContext2D, top: string, bottom: string): void {
  const shade = pen.createLinearGradient(0, 10, 0, 90);
  shade.addColorStop(0, top);
  shade.addColorStop(1, bottom);
  pen.fillStyle = shade;
  pen.fill();
}

export function starPath(pen: CanvasRenderingContext2D, x: number, y: number, outer: number, inner: number, points: number): void {
  pen.beginPath();
  for (let i = 0; i < points * 2; i++) {
    const radius = i % 2 === 0 ? outer : inner;
    const angle = -Math.PI / 2 + (i * Math.PI) / points;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.closePath();
}

export function polygon(pen: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  for (const [x, y] of points) {
    pen.lineTo(x, y);
  }
  pen.closePath();
}

export function label(pen: CanvasRenderingContext2D, text: string, colour: string): void {
  pen.font = "bold 17px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 5;
  pen.strokeStyle = "#10211b";
  pen.strokeText(text, 50, 86);
  pen.fillStyle = colour;
  pen.fillText(text, 50, 86);
}

export function gem(points: readonly (readonly [number, number])[], facets: readonly (readonly [number, number])[][], top: string, bottom: string): Draw {
  return (pen) => {
    polygon(pen, points);
    fill(pen, top, bottom);
    pen.strokeStyle = "rgba(255, 255, 255, 0.55)";
    pen.lineWidth = 2.5;
    pen.lineJoin = "round";
    for (const facet of facets) {
      pen.beginPath();
      for (const [x, y] of facet) {
        pen.lineTo(x, y);
      }
      pen.stroke();
    }
  };
}
