// The way to the server: actions out, server-sent events in.
export async function setup() {
  return (await fetch("/api/setup")).json();
}

export class ActionFailed extends Error {}

export async function act(memberId, action, values = {}) {
  const answer = await fetch(`/api/members/${memberId}/actions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ action, ...values }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new ActionFailed(body.error);
  return body;
}

const KINDS = [
  "state", "message", "edited", "deleted", "keyboard", "action", "answer", "inline", "pinned",
];

// Calls on[kind](data) for each event and on.connected(boolean); returns what closes the stream.
export function listen(memberId, on) {
  const source = new EventSource(`/api/members/${memberId}/events`);
  source.onopen = () => on.connected(true);
  source.onerror = () => on.connected(false);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => on[kind]?.(JSON.parse(event.data)));
  }
  return () => source.close();
}

export const fileUrl = (fileId) => `/api/files/${encodeURIComponent(fileId)}`;
