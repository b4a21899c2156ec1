/** Bytes in hexadecimal, whole, to compare and to copy. */
export function Bytes(props: { readonly label: string; readonly hex: string; readonly testId?: string }) {
  return (
    <p className="bytes">
      <span>{props.label}</span>
      <code className="hash" data-testid={props.testId}>
        {props.hex === "" ? "—" : props.hex}
      </code>
    </p>
  );
}
