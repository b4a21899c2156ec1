import { useModel, usePage } from "../model/context.js";

/** What happened without the player having asked just now. Read out, and there until it is dismissed. */
export function Notices() {
  const model = useModel();
  const notices = usePage((state) => state.notices);
  return (
    <div className="notices" role="status" aria-live="polite" data-testid="notices">
      {notices.map((notice) => (
        <p key={notice.id} className={`notice ${notice.tone}`}>
          <span>{notice.text}</span>
          <button type="button" className="quiet" aria-label="Dismiss this message" onClick={() => model.dismiss(notice.id)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
