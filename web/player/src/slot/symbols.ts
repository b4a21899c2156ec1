// The drawings of the slot's symbols, by name; a symbol without a drawing shows its letter. Each is drawn in a square of 100 by 100.

import { type Draw, fill, gem, label, polygon, starPath } from "./drawing.js";
import { stones } from "./stones.js";

const drawings: Readonly<Record<string, Draw>> = {
  Star: (pen) => {
    starPath(pen, 50, 44, 38, 17, 5);
    fill(pen, "#fff2b3", "#f0a92c");
    pen.strokeStyle = "#fff8dc";
    pen.lineWidth = 2.5;
    pen.stroke();
    label(pen, "WILD", "#ffe9a3");
  },
  Comet: (pen) => {
    polygon(pen, [[90, 8], [72, 50], [50, 62], [40, 46]]);
    fill(pen, "#9fe8ff", "#1d6fb8");
    pen.beginPath();
    pen.arc(42, 52, 20, 0, Math.PI * 2);
    fill(pen, "#f4fdff", "#62c7f0");
    label(pen, "FREE", "#bff0ff");
  },
  Nova: (pen) => {
    starPath(pen, 50, 44, 40, 12, 8);
    fill(pen, "#ffd0ff", "#8a3fd1");
    pen.beginPath();
    pen.arc(50, 44, 13, 0, Math.PI * 2);
    fill(pen, "#ffffff", "#e7b6ff");
    label(pen, "WHEEL", "#f0cfff");
  },
  Sun: (pen) => {
    starPath(pen, 50, 50, 42, 29, 12);
    fill(pen, "#ffd166", "#f26a2e");
    pen.beginPath();
    pen.arc(50, 50, 24, 0, Math.PI * 2);
    fill(pen, "#fff0b8", "#ffb52e");
  },
  Moon: (pen) => {
    pen.beginPath();
    pen.arc(50, 50, 36, Math.PI * 0.32, Math.PI * 1.68);
    pen.arc(66, 50, 27, Math.PI * 1.5, Math.PI * 0.5, true);
    pen.closePath();
    fill(pen, "#f3f1ff", "#a9a3e0");
  },
  Planet: (pen) => {
    pen.beginPath();
    pen.arc(50, 50, 25, 0, Math.PI * 2);
    fill(pen, "#f4a6d7", "#9b3fa8");
    pen.strokeStyle = "#ffd9f2";
    pen.lineWidth = 6;
    pen.beginPath();
    pen.ellipse(50, 50, 43, 13, -0.35, Math.PI * 0.93, Math.PI * 2.07, true);
    pen.stroke();
  },
  Rocket: (pen) => {
    polygon(pen, [[34, 62], [20, 82], [40, 76]]);
    fill(pen, "#ff7a6b", "#c23636");
    polygon(pen, [[66, 62], [80, 82], [60, 76]]);
    fill(pen, "#ff7a6b", "#c23636");
    pen.beginPath();
    pen.moveTo(50, 8);
    pen.bezierCurveTo(74, 28, 72, 58, 62, 76);
    pen.lineTo(38, 76);
    pen.bezierCurveTo(28, 58, 26, 28, 50, 8);
    fill(pen, "#f7fbff", "#a6b8cc");
    pen.beginPath();
    pen.arc(50, 40, 10, 0, Math.PI * 2);
    fill(pen, "#5cc8ff", "#1d6fb8");
    polygon(pen, [[42, 79], [58, 79], [50, 95]]);
    fill(pen, "#ffd166", "#f26a2e");
  },
  Amber: gem(
    [[30, 16], [70, 16], [88, 42], [50, 88], [12, 42]],
    [[[12, 42], [88, 42]], [[30, 16], [36, 42], [50, 88], [64, 42], [70, 16]]],
    "#ffc46b",
    "#d9701a",
  ),
  Jade: gem(
    [[50, 10], [84, 30], [84, 70], [50, 90], [16, 70], [16, 30]],
    [[[50, 30], [67, 40], [67, 60], [50, 70], [33, 60], [33, 40], [50, 30]], [[50, 10], [50, 30]], [[50, 90], [50, 70]]],
    "#7ff0b4",
    "#14834f",
  ),
  Opal: gem(
    [[50, 8], [82, 50], [50, 92], [18, 50]],
    [[[18, 50], [82, 50]], [[50, 8], [38, 50], [50, 92], [62, 50], [50, 8]]],
    "#cfe6ff",
    "#6f8fd6",
  ),
  ...stones,
};

/** Draws a symbol into a square of `size` at (x, y). */
export function drawSymbol(
  pen: CanvasRenderingContext2D,
  symbol: { readonly name: string; readonly letter: string },
  x: number,
  y: number,
  size: number,
): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(size / 100, size / 100);
  const draw = drawings[symbol.name];
  if (draw !== undefined) {
    draw(pen);
  } else {
    pen.font = "bold 64px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "#eef4f1";
    pen.fillText(symbol.letter, 50, 54);
  }
  pen.restore();
}
