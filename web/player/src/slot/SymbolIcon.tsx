import { useEffect, useRef } from "react";
import { drawSymbol } from "./symbols.js";

/** A symbol beside text that names it. */
export function SymbolIcon(props: { readonly symbol: { readonly name: string; readonly letter: string } }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { symbol } = props;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (pen) {
      pen.clearRect(0, 0, 96, 96);
      drawSymbol(pen, symbol, 4, 4, 88);
    }
  }, [symbol]);
  return <canvas ref={canvas} className="symbol-icon" width={96} height={96} aria-hidden="true" />;
}
