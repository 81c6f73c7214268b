// Formatted text: plain text and entities become elements. Offsets are UTF-16, as in JavaScript.
import { button, element } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

// on: { command(text), deepLink(payload), mention(text) }; bot: username without @.
export function richText(text, entities, on, bot) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, 0, text.length, sorted, on, bot);
}

function within(text, start, end, entities, on, bot) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((other) => other.offset < stop);
    const children = within(text, entity.offset, stop, inner, on, bot);
    nodes.push(styled(entity, text.slice(entity.offset, stop), children, on, bot));
    at = stop;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function styled(entity, text, children, on, bot) {
  if (TAGS[entity.type]) return element(TAGS[entity.type], {}, ...children);
  switch (entity.type) {
    case "text_link":
      return link(entity.url, children, on, bot);
    case "url":
      return link(text.includes("://") ? text : `https://${text}`, children, on, bot);
    case "email":
      return link(`mailto:${text}`, children, on, bot);
    case "bot_command":
      return linkish(() => on.command(text), children);
    case "mention":
      return linkish(() => on.mention(text), children);
    case "spoiler":
      return button(
        { class: "spoiler", onclick: (event) => event.currentTarget.classList.add("open") },
        ...children,
      );
    default:
      return element("span", { class: entity.type }, ...children);
  }
}

// Acts in the chat, but breaks across lines like text, which a button does not.
function linkish(act, children) {
  const onkeydown = (event) => {
    if (event.key === "Enter") act();
  };
  return element("span", { class: "linkish", role: "link", tabIndex: 0, onclick: act, onkeydown }, ...children);
}

// A link into this bot's own chat stays in the playground; all others open outside.
export function deepLinkPayload(url, bot) {
  const match = /^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)\/?\?start=([A-Za-z0-9_-]{1,64})$/.exec(url);
  return match && match[1].toLowerCase() === bot.toLowerCase() ? match[2] : null;
}

export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "tg:", "mailto:", "tel:"].includes(parsed.protocol) ? url : null;
  } catch {
    return null;
  }
}

function link(url, children, on, bot) {
  const payload = deepLinkPayload(url, bot);
  if (payload) return linkish(() => on.deepLink(payload), children);
  const href = safeUrl(url);
  if (!href) return element("span", {}, ...children);
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
