// The way to the server: actions out, server-sent events in.
export async function setup() {
  return (await fetch("/api/setup")).json();
}

export async function streets() {
  return (await fetch("/api/streets")).json();
}

export const switchCity = (city) => post("/api/city", { city });

export const moveClock = (move) => post("/api/clock", { move });

export class ActionFailed extends Error {}

export const act = (memberId, action, values = {}) =>
  post(`/api/members/${memberId}/actions`, { action, ...values });

async function post(path, values) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(values),
  });
  const body = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new ActionFailed(body.error);
  return body;
}

const KINDS = [
  "stage", "state", "message", "edited", "deleted", "keyboard", "action", "answer", "inline", "pinned",
];

// Calls on[kind](data) for each event and on.connected(boolean); returns what closes the stream.
export function listen(memberId, chatId, on) {
  const source = new EventSource(`/api/members/${memberId}/events?chat=${chatId}`);
  source.onopen = () => on.connected(true);
  source.onerror = () => on.connected(false);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => on[kind]?.(JSON.parse(event.data)));
  }
  return () => source.close();
}

export const fileUrl = (fileId) => `/api/files/${encodeURIComponent(fileId)}`;
