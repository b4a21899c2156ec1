/** What a verification found: differences, what could not be checked, and how much was. */
export class Findings {
  readonly differences: string[] = [];
  readonly notChecked: string[] = [];
  chains = 0;
  receiptsChecked = 0;
  roundsDerived = 0;
  postingsChecked = 0;

  /** Notes the difference unless it holds. Returns whether it holds. */
  expect(holds: boolean, otherwise: string): boolean {
    if (!holds) {
      this.differences.push(otherwise);
    }
    return holds;
  }

  get summary(): string {
    return (
      `${this.chains} chains, ${this.receiptsChecked} receipts checked, ${this.roundsDerived} rounds derived again, ` +
      `${this.postingsChecked} postings added up, ${this.differences.length} differences, ${this.notChecked.length} not checked`
    );
  }
}
