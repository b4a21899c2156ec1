import { useEffect } from "react";
import { useModel, usePage } from "../model/context.js";

/** Says when the platform is out of reach, and what that means for a bet on its way. */
export function ConnectionBanner() {
  const model = useModel();
  const play = usePage((state) => state.play);
  const signedIn = usePage((state) => state.signedIn !== null);

  useEffect(() => {
    const reconnect = () => {
      if (document.visibilityState === "visible") {
        model.reconnect();
      }
    };
    addEventListener("online", reconnect);
    document.addEventListener("visibilitychange", reconnect);
    return () => {
      removeEventListener("online", reconnect);
      document.removeEventListener("visibilitychange", reconnect);
    };
  }, [model]);

  const lost = signedIn && (play.kind === "waiting" || play.kind === "offline");
  return (
    <div role="status" aria-live="polite" data-testid="connection" data-state={play.kind}>
      {lost && (
        <p className="banner" data-testid="reconnect-banner">
          <span>
            <strong>The connection was lost.</strong> We are connecting again. A bet on its way is sent again under the same number:
            it counts once.
          </span>
          <button type="button" onClick={() => model.reconnect()}>
            Connect now
          </button>
        </p>
      )}
    </div>
  );
}
