// Why something is not taken or not done now: kept by name, so that it can change its language, and
// with the moment it ends, so that one time is shown and that time is right.

/** From a refusal by socket or session; `until` is 0 when waiting does not help. */
function noticeOf({ reason, error, values, text, retry_after_s: seconds }) {
  const name = String(reason || error || "").replace(/^web_/, "");
  return { name, values, text: text || "", until: seconds ? Date.now() + seconds * 1000 : 0 };
}

/** The words of a notice as they are now; a reason of a newer service comes with its own text. */
function wordsOf(notice, texts) {
  if (!LABELS.en[notice.name]) return notice.text;
  const left = notice.until ? { seconds: secondsTo(notice.until) } : {};
  return texts(notice.name, { ...notice.values, ...left });
}

function secondsTo(moment) {
  return Math.max(1, Math.ceil((moment - Date.now()) / 1000));
}

/**
 * Words in which a time runs down. They are seen as they change and heard once: read aloud every
 * second they would drown the messages.
 */
function countdown(words) {
  const heard = el("span", { class: "heard" }, words());
  const seen = el("span", { "aria-hidden": "true" }, words());
  const tick = () => {
    if (!seen.isConnected) return;
    seen.firstChild.data = words();
    setTimeout(tick, 1000);
  };
  setTimeout(tick, 1000);
  return [heard, seen];
}
