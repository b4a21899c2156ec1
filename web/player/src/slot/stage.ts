// The reels on a canvas. They turn while a result is awaited, which shows nothing of it, and land on the stops that the stored result
// names. A reel's time to land depends on its place alone, whatever comes: no slowing down for what might have been.

import type { LineWin, SlotParameters } from "@croupier/client";
import { drawSymbol } from "./symbols.js";

const turningPerSecond = 20;
const landingMs = 650;
const landingStepMs = 140;
/** Symbols that pass before the first reel rests, and further ones for each reel to its right. */
const landingSymbols = 9;
const landingStepSymbols = 2;

export const lineColours = [
  "#ffd166", "#7fe3ff", "#ff9fb2", "#9ff0b4", "#d0b3ff", "#ffb37f", "#8fd3ff", "#f7f08a", "#ff8f6b", "#b4f0e0",
] as const;

interface Landing {
  readonly from: number;
  readonly to: number;
  /** Where it rests: the same place of the strip as `to`, as a whole number. */
  readonly stop: number;
  readonly startsMs: number;
  readonly lastsMs: number;
}

interface Reel {
  /** The strip's index at the top of the window; a fraction while it turns. */
  position: number;
  turning: boolean;
  landing: Landing | null;
}

export interface Marks {
  readonly wins: readonly LineWin[];
  /** Symbols that count wherever they are, when there are enough of them. */
  readonly scatter: number | null;
}

const noMarks: Marks = { wins: [], scatter: null };

export class ReelStage {
  private readonly reels: Reel[];
  private marks: Marks = noMarks;
  private frame = 0;
  private lastMs = 0;
  private landed: (() => void) | null = null;
  private readonly pen: CanvasRenderingContext2D;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly parameters: SlotParameters,
  ) {
    const pen = canvas.getContext("2d");
    if (pen === null) {
      throw new Error("This browser has no canvas.");
    }
    this.pen = pen;
    this.reels = parameters.reels.map(() => ({ position: 0, turning: false, landing: null }));
    this.draw();
  }

  /** Fits the drawing to the size that the canvas has on the screen. */
  resize(): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.draw();
  }

  /** Shows a window at once. */
  show(stops: readonly number[]): void {
    this.reels.forEach((reel, index) => {
      reel.position = stops[index]!;
      reel.turning = false;
      reel.landing = null;
    });
    this.rest();
  }

  turn(): void {
    this.mark(noMarks);
    for (const reel of this.reels) {
      reel.turning = true;
      reel.landing = null;
    }
    this.run();
  }

  /** Lets the reels come to rest on these stops, from the left to the right. */
  land(stops: readonly number[]): Promise<void> {
    if (document.hidden) {
      this.show(stops);
      return Promise.resolve();
    }
    const now = performance.now();
    this.reels.forEach((reel, index) => {
      const length = this.parameters.reels[index]!.length;
      const from = reel.position;
      const stop = stops[index]!;
      // The strip runs downwards: the position falls until it is the stop, at least `least` further on.
      const least = landingSymbols + index * landingStepSymbols;
      const beyond = mod(from - least - stop, length);
      reel.landing = { from, to: from - least - beyond, stop, startsMs: now, lastsMs: landingMs + index * landingStepMs };
    });
    this.run();
    return new Promise((resolve) => {
      this.landed = resolve;
    });
  }

  mark(marks: Marks): void {
    this.marks = marks;
    this.draw();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.rest();
  }

  private rest(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.draw();
    this.landed?.();
    this.landed = null;
  }

  private run(): void {
    if (this.frame === 0) {
      this.lastMs = performance.now();
      this.frame = requestAnimationFrame(this.step);
    }
  }

  private readonly step = (nowMs: number): void => {
    const passed = Math.min(100, Math.max(0, nowMs - this.lastMs));
    this.lastMs = nowMs;
    for (const reel of this.reels) {
      this.move(reel, nowMs, passed);
    }
    if (this.reels.every((reel) => !reel.turning)) {
      this.rest();
      return;
    }
    this.draw();
    this.frame = requestAnimationFrame(this.step);
  };

  private move(reel: Reel, nowMs: number, passedMs: number): void {
    const { landing } = reel;
    if (landing === null) {
      reel.position -= reel.turning ? (turningPerSecond * passedMs) / 1000 : 0;
      return;
    }
    const part = Math.min(1, Math.max(0, (nowMs - landing.startsMs) / landing.lastsMs));
    const eased = 1 - (1 - part) ** 3;
    reel.position = part < 1 ? landing.from + (landing.to - landing.from) * eased : landing.stop;
    if (part === 1) {
      reel.turning = false;
      reel.landing = null;
    }
  }

  private draw(): void {
    const { pen, parameters } = this;
    const { width, height } = this.canvas;
    const columns = parameters.reels.length;
    const gap = width * 0.012;
    const cell = { width: (width - gap * (columns + 1)) / columns, height: (height - gap * 2) / parameters.rows };
    pen.clearRect(0, 0, width, height);
    this.reels.forEach((reel, column) => {
      const x = gap + column * (cell.width + gap);
      pen.save();
      pen.beginPath();
      pen.roundRect(x, gap, cell.width, height - gap * 2, gap * 1.5);
      const ground = pen.createLinearGradient(0, 0, 0, height);
      ground.addColorStop(0, "#0b1a2b");
      ground.addColorStop(0.5, "#15304a");
      ground.addColorStop(1, "#0b1a2b");
      pen.fillStyle = ground;
      pen.fill();
      pen.clip();
      this.drawReel(reel, column, x, gap, cell);
      pen.restore();
    });
    this.drawLines(gap, cell);
  }

  private drawReel(reel: Reel, column: number, x: number, y: number, cell: { width: number; height: number }): void {
    const strip = this.parameters.reels[column]!;
    const top = Math.floor(reel.position);
    const shift = reel.position - top;
    const size = Math.min(cell.width, cell.height) * 0.86;
    for (let row = 0; row <= this.parameters.rows; row++) {
      const symbol = strip[mod(top + row, strip.length)]!;
      const cellY = y + (row - shift) * cell.height;
      this.pen.globalAlpha = this.isDimmed(column, row, symbol) ? 0.32 : 1;
      drawSymbol(this.pen, this.parameters.symbols[symbol]!, x + (cell.width - size) / 2, cellY + (cell.height - size) / 2, size);
    }
    this.pen.globalAlpha = 1;
  }

  private isDimmed(column: number, row: number, symbol: number): boolean {
    const { wins, scatter } = this.marks;
    if (wins.length === 0 && scatter === null) {
      return false;
    }
    const onLine = wins.some((win) => column < win.count && this.parameters.lines[win.line]![column] === row);
    return !onLine && symbol !== scatter;
  }

  private drawLines(gap: number, cell: { width: number; height: number }): void {
    const { pen } = this;
    pen.lineJoin = "round";
    pen.lineCap = "round";
    this.marks.wins.forEach((win, index) => {
      const rows = this.parameters.lines[win.line]!;
      // Lines that share cells are drawn side by side.
      const offset = (index - (this.marks.wins.length - 1) / 2) * cell.height * 0.035;
      pen.beginPath();
      for (let column = 0; column < win.count; column++) {
        const x = gap + column * (cell.width + gap) + cell.width / 2;
        pen.lineTo(x, gap + (rows[column]! + 0.5) * cell.height + offset);
      }
      pen.strokeStyle = lineColours[win.line % lineColours.length]!;
      pen.globalAlpha = 0.85;
      pen.lineWidth = cell.height * 0.035;
      pen.stroke();
      pen.globalAlpha = 1;
    });
  }
}

function mod(value: number, length: number): number {
  return ((value % length) + length) % length;
}
