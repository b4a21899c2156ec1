import { type ChainView, fromBase64, randomBytes, toHex, type Uuid } from "@croupier/client";
import { useCallback, useEffect, useState } from "react";
import { Bytes } from "../components/Bytes.js";
import { ChainCheck } from "../components/ChainCheck.js";
import { Refusal } from "../components/Refusal.js";
import { useAction } from "../components/useAction.js";
import { clientSeedBytes, type OpenChain } from "../model/chain.js";
import { useModel } from "../model/context.js";
import { useStore } from "../model/store.js";

export function Fairness() {
  const model = useModel();
  const { chain } = model.present();
  const open = useStore(chain.store, (state) => state.open);
  const [chains, setChains] = useState<readonly ChainView[] | null>(null);
  const [error, setError] = useState<unknown>(null);

  const load = useCallback(async () => {
    try {
      await chain.look();
      setChains(await model.api.chains(model.present().keeper));
      setError(null);
    } catch (failure) {
      setError(failure);
    }
  }, [model, chain]);
  useEffect(() => void load(), [load]);

  const others = (chains ?? []).filter((one) => one.chain !== open?.chain);
  return (
    <main className="page" data-testid="fairness">
      <h1>Fairness</h1>
      <p className="lead">
        Before you play, we commit to a secret seed by showing its hash. Then your browser draws a seed of its own. Both together, and
        the number of the round, decide every result. Close the chain, and we reveal our seed: your browser checks that it has the
        hash, and works out each round again.
      </p>
      <Refusal error={error} />
      {open === undefined ? (
        <p aria-live="polite">Loading…</p>
      ) : open === null ? (
        <NoChain />
      ) : open.clientSeed === null ? (
        <SeedForm open={open} />
      ) : (
        <CurrentChain open={open} onClosed={load} />
      )}
      <Proof />
      <h2>Earlier chains</h2>
      {chains !== null && others.length === 0 && <p className="empty">No earlier chains.</p>}
      <ul className="chains">
        {others.map((one) => (
          <EarlierChain key={one.chain} view={one} onClosed={load} />
        ))}
      </ul>
    </main>
  );
}

/** The player's export, a page of chains a file: everything that a stranger needs to check the rounds without this site. */
function Proof() {
  const model = useModel();
  const [next, setNext] = useState<Uuid | null>(null);
  const save = useAction(async (before: Uuid | null) => {
    const page = await model.api.fairnessExport(model.present().keeper, before);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page.json], { type: "application/json" }));
    link.download = `croupier-export-${new Date().toISOString().slice(0, 10)}${before === null ? "" : `-${before}`}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    setNext(page.next);
  });
  return (
    <section className="card">
      <h2>Your proof</h2>
      <p>
        One file with every round of your chains, our signed receipts and the rules. Keep it: with a verifier of your own choice, anyone can check
        it without us.
      </p>
      <Refusal error={save.error} />
      <div className="actions">
        <button type="button" disabled={save.busy} onClick={() => void save.run(null)} data-testid="export">
          Download your proof
        </button>
        {next !== null && (
          <button type="button" disabled={save.busy} onClick={() => void save.run(next)} data-testid="export-older">
            Download older chains
          </button>
        )}
      </div>
    </section>
  );
}

function NoChain() {
  const { chain } = useModel().present();
  const open = useAction(async () => {
    await chain.openNew();
  });
  return (
    <section className="card" data-testid="no-chain">
      <h2>No chain is open</h2>
      <p>One is opened when you place your first bet, with a seed that your browser draws. You can also open one here and choose your seed.</p>
      <Refusal error={open.error} />
      <button type="button" className="primary" disabled={open.busy} onClick={() => void open.run()} data-testid="open-chain">
        Open a chain
      </button>
    </section>
  );
}

/** The second step of a new chain: the commitment is on the screen, and the player's seed is chosen. */
function SeedForm(props: { readonly open: OpenChain }) {
  const { chain } = useModel().present();
  const [seed, setSeed] = useState(() => toHex(randomBytes(clientSeedBytes)));
  const isSeed = /^(?:[0-9a-fA-F]{2}){16,32}$/.test(seed.trim());
  const use = useAction(async () => {
    await chain.useSeed(seed.trim().toLowerCase());
  });
  return (
    <form
      className="card"
      data-testid="seed-form"
      onSubmit={(event) => {
        event.preventDefault();
        void use.run();
      }}
    >
      <h2>Choose your seed</h2>
      <Bytes label="Our commitment (SHA-256 of our seed)" hex={props.open.seedHash} testId="seed-hash" />
      <div className="field">
        <label htmlFor="client-seed">Your seed</label>
        <textarea
          id="client-seed"
          rows={3}
          spellCheck={false}
          value={seed}
          data-testid="client-seed-input"
          aria-invalid={!isSeed}
          aria-describedby="client-seed-hint"
          onChange={(event) => setSeed(event.target.value)}
        />
        <small id="client-seed-hint" className={isSeed ? "hint" : "hint bad"}>
          32 to 64 hexadecimal digits. This one was drawn by your browser, after our commitment was shown.
        </small>
      </div>
      <Refusal error={use.error} />
      <div className="actions">
        <button type="submit" className="primary" disabled={use.busy || !isSeed} data-testid="use-seed">
          Use this seed
        </button>
        <button type="button" onClick={() => setSeed(toHex(randomBytes(clientSeedBytes)))}>
          Draw another
        </button>
      </div>
    </form>
  );
}

function CurrentChain(props: { readonly open: OpenChain; readonly onClosed: () => Promise<void> }) {
  const { open, onClosed } = props;
  const { chain } = useModel().present();
  const close = useAction(async (andOpen: boolean) => {
    await chain.close(open.chain);
    if (andOpen) {
      await chain.openNew();
    }
    await onClosed();
  });
  return (
    <section className="card" data-testid="current-chain">
      <h2>Your current chain</h2>
      <Bytes label="Our commitment (SHA-256 of our seed)" hex={open.seedHash} testId="seed-hash" />
      <Bytes label="Your seed" hex={open.clientSeed ?? ""} testId="client-seed" />
      <p>
        Rounds played: <strong data-testid="chain-rounds">{open.nextNonce.toString()}</strong>
      </p>
      <Refusal error={close.error} />
      <div className="actions">
        <button type="button" className="primary" disabled={close.busy} onClick={() => void close.run(false)} data-testid="close-chain">
          Close it and reveal our seed
        </button>
        <button type="button" disabled={close.busy} onClick={() => void close.run(true)} data-testid="new-chain">
          Close it and choose a new seed
        </button>
      </div>
    </section>
  );
}

const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function EarlierChain(props: { readonly view: ChainView; readonly onClosed: () => Promise<void> }) {
  const { view, onClosed } = props;
  const { chain } = useModel().present();
  const close = useAction(async (id: Uuid) => {
    await chain.close(id);
    await onClosed();
  });
  return (
    <li className="card" data-testid="chain" data-chain={view.chain} data-closed={view.closed}>
      <h3>
        {timeFormat.format(new Date(view.openedUnixMs))} <span className="tag">{view.closed ? "closed" : "open"}</span>
      </h3>
      <Bytes label="Our commitment" hex={view.seedHash} />
      <Bytes label="Your seed" hex={view.clientSeed === "" ? "" : toHex(fromBase64(view.clientSeed))} />
      {view.serverSeed !== null && <Bytes label="Our seed, revealed" hex={toHex(fromBase64(view.serverSeed))} testId="server-seed" />}
      {view.closed ? (
        <ChainCheck chain={view.chain} />
      ) : (
        <>
          <Refusal error={close.error} />
          <button type="button" disabled={close.busy} onClick={() => void close.run(view.chain)}>
            Close it and reveal our seed
          </button>
        </>
      )}
    </li>
  );
}
