// The list of messages and everything around it that shows the state of the chat.
import { bubble, summary } from "./bubbles.js";
import { byId, element } from "./dom.js";
import { groupSize } from "./people.js";
import { locale, t } from "./texts.js";

const TYPING_MS = 5000;

export class Chat {
  constructor(context) {
    this.context = context;
    this.list = byId("messages");
    this.scroller = byId("chat");
    this.messages = new Map();
    this.pinned = [];
    this.connected = true;
    this.blocked = false;
    byId("to-end").addEventListener("click", () => this.toEnd());
    byId("pinned").addEventListener("click", () => this.toPinned());
    this.scroller.addEventListener("scroll", () => this.scrolled());
    // Whoever reads the newest message keeps seeing it when pictures or the keyboard take room.
    const settled = new ResizeObserver(() => {
      if (this.following) this.toEnd();
      this.endButton();
    });
    settled.observe(this.scroller);
    settled.observe(this.list);
  }

  replace(state) {
    this.messages = new Map(state.messages.map((message) => [message.message_id, message]));
    this.context.live = new Set(state.live);
    this.pinned = state.pinned;
    this.blocked = state.blocked;
    this.redraw();
  }

  redraw() {
    this.scroller.setAttribute("aria-live", "off");
    this.list.replaceChildren();
    this.day = null;
    for (const message of this.messages.values()) this.append(message);
    this.showPinned();
    this.showStatus();
    this.toEnd();
    requestAnimationFrame(() => this.scroller.setAttribute("aria-live", "polite"));
  }

  put(message) {
    const known = this.messages.has(message.message_id);
    const wasAtEnd = this.atEnd();
    this.messages.set(message.message_id, message);
    if (message.location?.live_period && message.from.id === this.context.me) {
      this.context.live.add(message.message_id);
    } else {
      this.context.live.delete(message.message_id);
    }
    if (known) {
      this.find(message.message_id)?.replaceWith(bubble(message, this.context));
      this.showPinned();
    } else {
      this.append(message);
      if (message.from.is_bot) this.typing(false);
    }
    if (wasAtEnd || (!known && message.from.id === this.context.me)) this.toEnd();
    else this.endButton();
  }

  remove(id) {
    this.messages.delete(id);
    this.find(id)?.remove();
  }

  append(message) {
    const day = new Date(message.date * 1000).toLocaleDateString(locale(), {
      month: "long",
      day: "numeric",
      timeZone: this.context.zone,
    });
    if (day !== this.day) {
      this.list.append(element("li", { class: "day" }, element("span", { textContent: day })));
      this.day = day;
    }
    this.list.append(bubble(message, this.context));
  }

  find(id) {
    return this.list.querySelector(`[data-id="${id}"]`);
  }

  typing(on) {
    clearTimeout(this.typingTimer);
    this.isTyping = on;
    if (on) this.typingTimer = setTimeout(() => this.typing(false), TYPING_MS);
    this.showStatus();
  }

  showStatus() {
    const status = byId("status");
    const [text, kind] = !this.connected
      ? [t("offline"), "bad"]
      : this.blocked
        ? [t("blocked"), "bad"]
        : this.isTyping
          ? [t("typing"), "busy"]
          : [this.context.group ? this.inGroup() : t("bot"), ""];
    status.textContent = text;
    status.className = kind;
  }

  inGroup() {
    const { group, name } = this.context;
    return `${t("youAre")} ${name} · ${groupSize(group)}`;
  }

  setPinned(pinned) {
    this.pinned = pinned;
    this.showPinned();
  }

  showPinned() {
    const message = this.messages.get(this.pinned[0]);
    const bar = byId("pinned");
    bar.hidden = !message;
    if (message) {
      bar.replaceChildren(
        element("strong", { textContent: t("pinned") }),
        element("span", { textContent: summary(message) }),
      );
    }
  }

  toPinned() {
    this.find(this.pinned[0])?.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  // Only who scrolls up stops following; room taken by others does not count.
  scrolled() {
    const top = this.scroller.scrollTop;
    if (this.atEnd()) this.following = true;
    else if (top < this.top) this.following = false;
    this.top = top;
    this.endButton();
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.following = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.top = this.scroller.scrollTop;
    this.endButton();
  }

  endButton() {
    byId("to-end").hidden = this.atEnd();
  }
}
