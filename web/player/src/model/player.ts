// What the page knows and can do. One instance for the page's life: it loads the lobby, holds the session while someone is signed in, and
// gives the pages their actions. What it shows of money and rounds is what the server's stored results say.

import {
  type Asset,
  type Command,
  type Deposit,
  type GameInfo,
  OutcomeUnknownError,
  PlayerApi,
  PlayerClient,
  type PlayState,
  RefusedError,
  type RoundResult,
  type Session,
  SessionKeeper,
  StorageJournal,
  type Uuid,
  type WithdrawalResult,
} from "@croupier/client";
import { afterRound, afterWithdrawal, later, ofBlock, type ShownBalance } from "./balance.js";
import { ChainKeeper } from "./chain.js";
import { holdsSessionAlone, keptDeposit, keptSession } from "./kept.js";
import { formatMoney } from "./money.js";
import { Store } from "./store.js";

/** The asset that this site plays in: the euro. */
export const siteAsset = 978;

export interface Notice {
  readonly id: number;
  readonly tone: "info" | "good" | "bad";
  readonly text: string;
}

export interface SignedIn {
  readonly email: string | null;
  readonly session: Session;
  readonly keeper: SessionKeeper;
  readonly client: PlayerClient;
  readonly chain: ChainKeeper;
  /** Settled when the commands of an earlier page have their answers. */
  readonly resumed: Promise<void>;
}

export interface PageState {
  readonly starting: boolean;
  readonly games: readonly GameInfo[];
  readonly asset: Asset | null;
  readonly lobbyError: string | null;
  readonly signedIn: SignedIn | null;
  readonly play: PlayState;
  readonly balance: ShownBalance | null;
  /** While a game plays a result, the balance before it stays on the screen. */
  readonly heldBalance: ShownBalance | null;
  readonly deposit: Deposit | null;
  readonly notices: readonly Notice[];
}

const maxNotices = 3;
const depositPollMs = 1_000;
const maxDepositPolls = 120;

export class PlayerModel {
  readonly api: PlayerApi;
  readonly store = new Store<PageState>({
    starting: true,
    games: [],
    asset: null,
    lobbyError: null,
    signedIn: null,
    play: { kind: "offline" },
    balance: null,
    heldBalance: null,
    deposit: null,
    notices: [],
  });
  private noticeCount = 0;

  constructor(private readonly origin: string) {
    this.api = new PlayerApi(origin);
  }

  async start(): Promise<void> {
    const session = keptSession.read();
    if (session !== null) {
      if (await holdsSessionAlone(session)) {
        this.enter(session);
      } else {
        keptSession.write(null);
        this.notify("info", "This session is open in another tab. Sign in to play here too.");
      }
    }
    await this.loadLobby();
    this.store.patch({ starting: false });
  }

  async loadLobby(): Promise<void> {
    try {
      const [games, assets] = await Promise.all([this.api.games(), this.api.assets()]);
      const asset = assets.find((known) => known.asset === siteAsset) ?? null;
      this.store.patch({ games, asset, lobbyError: asset === null ? "The platform does not offer euros." : null });
    } catch (error) {
      this.store.patch({ lobbyError: sentence(error) });
    }
  }

  async signUp(email: string, password: string): Promise<void> {
    await this.api.signUp(email, password);
    await this.signIn(email, password);
  }

  async signIn(email: string, password: string): Promise<void> {
    const session = await this.api.signIn(email, password);
    await holdsSessionAlone(session);
    keptSession.write(session);
    this.enter(session, email);
  }

  async signOut(): Promise<void> {
    const signedIn = this.store.get().signedIn;
    if (signedIn !== null) {
      signedIn.client.stop();
      await signedIn.keeper.signOut().catch(() => this.notify("info", "You are signed out here. The platform could not be told."));
    }
  }

  /** Reconnects now rather than when the wait is over: the device came back online, or the player asked. */
  reconnect(): void {
    const { signedIn, play } = this.store.get();
    if (signedIn !== null && (play.kind === "waiting" || play.kind === "offline")) {
      signedIn.client.start();
    }
  }

  /** Places a bet on the session's chain and gives its stored result. Refusals come as RefusedError. */
  async bet(game: GameInfo, stake: bigint, choice: string): Promise<RoundResult> {
    const { client, chain, resumed } = this.present();
    await resumed;
    const open = await chain.ready();
    try {
      const round = await client.bet({
        game: game.game,
        rulesHash: game.rulesHash,
        chain: open.chain,
        nonce: open.nextNonce,
        asset: game.asset,
        stake,
        choice,
      });
      this.settled(round);
      return round;
    } catch (error) {
      if (error instanceof RefusedError) {
        chain.refused(error);
      }
      throw error;
    }
  }

  async withdraw(amount: bigint): Promise<WithdrawalResult> {
    const withdrawal = await this.present().client.withdraw(siteAsset, amount);
    this.show(afterWithdrawal(this.store.get().balance, withdrawal));
    return withdrawal;
  }

  /** Opens an intent and goes to the provider's page, which comes back to this site. Tried again, the same id opens no second one. */
  async openDeposit(id: Uuid, amount: bigint): Promise<void> {
    const { keeper } = this.present();
    let deposit = await this.api.openDeposit(keeper, id, siteAsset, amount);

    // The platform has it and the page is being made: it is seen through there, and asked after here.
    for (let poll = 0; deposit.state === "opening" && poll < maxDepositPolls; poll++) {
      await new Promise((resolve) => setTimeout(resolve, depositPollMs));
      deposit = await this.api.deposit(keeper, id);
    }
    if (deposit.paymentUrl === "") {
      throw new Error("The payment page is not ready yet. Please try again in a moment.");
    }
    const page = new URL(deposit.paymentUrl, this.origin);
    if (page.protocol !== "https:") {
      throw new Error("The payment page is not safe to open.");
    }
    keptDeposit.write(deposit.intent);
    location.assign(page);
  }

  /** Awaits the end of the deposit whose payment page was opened, and then the money. */
  async awaitDeposit(intent: Uuid, signal: AbortSignal): Promise<Deposit> {
    const { keeper } = this.present();
    for (let poll = 0; poll < maxDepositPolls && !signal.aborted; poll++) {
      const deposit = await this.api.deposit(keeper, intent);
      this.store.patch({ deposit });
      if (deposit.state !== "open" && deposit.state !== "opening") {
        keptDeposit.write(null);
        await this.refreshBalance();
        return deposit;
      }
      await new Promise((resolve) => setTimeout(resolve, depositPollMs));
    }
    throw new Error("The payment has not been confirmed yet. Your money arrives when the provider confirms it.");
  }

  forgetDeposit(): void {
    this.store.patch({ deposit: null });
  }

  async refreshBalance(): Promise<void> {
    const { keeper } = this.present();
    this.show(ofBlock(await this.api.wallet(keeper, siteAsset, this.store.get().balance?.block ?? 0n)));
  }

  /** Keeps the balance on the screen as it is until the returned function is called: a result is shown as a whole. */
  holdBalance(): () => void {
    this.store.patch({ heldBalance: this.store.get().balance });
    return () => this.store.patch({ heldBalance: null });
  }

  notify(tone: Notice["tone"], text: string): void {
    const notice = { id: ++this.noticeCount, tone, text };
    this.store.patch({ notices: [...this.store.get().notices, notice].slice(-maxNotices) });
  }

  dismiss(id: number): void {
    this.store.patch({ notices: this.store.get().notices.filter((notice) => notice.id !== id) });
  }

  present(): SignedIn {
    const { signedIn } = this.store.get();
    if (signedIn === null) {
      throw new Error("Please sign in.");
    }
    return signedIn;
  }

  private enter(session: Session, email: string | null = null): void {
    const keeper = new SessionKeeper(this.api, session, (changed) => {
      keptSession.write(changed);
      if (changed === null) {
        this.leave();
      }
    });
    const url = `${this.origin.replace(/^http/, "ws")}/play`;
    const journal = new StorageJournal(sessionStorage, `croupier.commands.${session.player}`);
    const client = new PlayerClient(
      url,
      keeper,
      {
        stateChanged: (play) => this.stateChanged(play),
        balanceChanged: (balance) => this.show(ofBlock(balance)),
      },
      { journal },
    );
    const chain = new ChainKeeper(this.api, client, keeper);
    const resumed = Promise.allSettled(client.resume().map(({ command, answer }) => this.tell(command, answer))).then(() => {});
    this.store.patch({ signedIn: { email, session, keeper, client, chain, resumed }, balance: null, heldBalance: null });
    client.start();
  }

  private leave(): void {
    this.store.get().signedIn?.client.stop();
    keptDeposit.write(null);
    this.store.patch({ signedIn: null, balance: null, heldBalance: null, deposit: null, play: { kind: "offline" } });
  }

  private stateChanged(play: PlayState): void {
    this.store.patch({ play });
    if (play.kind === "online") {
      this.refreshBalance().catch((error: unknown) => this.notify("bad", sentence(error)));
    } else if (play.kind === "ended") {
      keptSession.write(null);
      this.leave();
      this.notify("bad", play.message);
    }
  }

  /** Tells the player what became of a command that an earlier page sent. */
  private async tell(command: Command, answer: Promise<unknown>): Promise<void> {
    try {
      const result = (await answer) as RoundResult | WithdrawalResult | { kind: "chain" };
      if (result.kind === "round") {
        this.settled(result);
        this.notify("info", `Your bet from before was settled: stake ${this.money(result.stake)}, returned ${this.money(result.payout)}.`);
      } else if (result.kind === "withdrawal") {
        this.show(afterWithdrawal(this.store.get().balance, result));
        this.notify("info", `Your withdrawal of ${this.money(result.amount)} from before was accepted.`);
      }
    } catch (error) {
      if (command.kind === "bet" || command.kind === "withdraw") {
        const what = command.kind === "bet" ? "bet" : "withdrawal";
        const unknown = error instanceof OutcomeUnknownError;
        this.notify("bad", unknown ? sentence(error) : `Your ${what} from before was refused. ${sentence(error)}`);
      }
    }
  }

  private settled(round: RoundResult): void {
    this.store.get().signedIn?.chain.played(round);
    this.show(afterRound(this.store.get().balance, round));
  }

  private show(balance: ShownBalance): void {
    this.store.patch({ balance: later(this.store.get().balance, balance) });
  }

  private money(units: bigint): string {
    const { asset } = this.store.get();
    return asset === null ? `${units}` : formatMoney(asset, units);
  }
}

/** The sentence of an error for a person. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
