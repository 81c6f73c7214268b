// One message as an element: bubble, contents, buttons.
import { fileUrl } from "./api.js";
import { button, element, icon } from "./dom.js";
import { View, draw } from "./map.js";
import { deepLinkPayload, richText, safeUrl } from "./rich.js";
import { locale, t } from "./texts.js";

// context: { me, name, bot, group, map, live: Set of message ids, on: {…} }
export function bubble(message, context) {
  const mine = message.from.id === context.me;
  const parts = [sender(message, context, mine), origin(message), quote(message), ...contents(message, context, mine)];
  const body = element("div", { class: "bubble" }, ...parts, stamp(message, context));
  const item = element("li", { class: `message ${mine ? "mine" : "theirs"}` }, body);
  item.dataset.id = message.message_id;
  if (message.sticker || message.photo) item.classList.add("media");
  if (mine && message.text && !message.via_bot && !context.group) item.append(editButton(message, context));
  if (message.reply_markup?.inline_keyboard) item.append(inlineKeyboard(message, context));
  return item;
}

function contents(message, context, mine) {
  if (message.photo) return [photo(message), caption(message, context)];
  if (message.document) return [file(message), caption(message, context)];
  if (message.venue) return [place(message, context), venueText(message)];
  if (message.location) return [place(message, context), liveControls(message, context, mine)];
  if (message.sticker) return [element("span", { class: "sticker", textContent: message.sticker.emoji })];
  if (message.contact) return [contact(message.contact)];
  return [rich(message.text ?? "", message.entities, context)];
}

function rich(text, entities, context) {
  return element("div", { class: "text" }, ...richText(text, entities, context.on, context.bot.username));
}

function caption(message, context) {
  return message.caption ? rich(message.caption, message.caption_entities, context) : null;
}

function sender(message, context, mine) {
  if (mine || !context.group) return null;
  return element("strong", { class: "sender", textContent: message.from.first_name });
}

function origin(message) {
  if (message.via_bot) {
    return element("div", { class: "note", textContent: `${t("viaBot")} @${message.via_bot.username}` });
  }
  return message.forward_origin ? element("div", { class: "note", textContent: t("forwarded") }) : null;
}

function quote(message) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  return element("div", { class: "quote", textContent: summary(replied) });
}

export function summary(message) {
  const text = message.text ?? message.caption ?? message.venue?.title ?? message.document?.file_name;
  return text ?? t(message.location ? "location" : "photo");
}

function stamp(message, context) {
  const date = new Date(message.date * 1000);
  const time = date.toLocaleTimeString(locale(), {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: context.zone,
  });
  const edited = message.edit_date && !message.location ? `${t("edited")} ` : "";
  return element("time", { class: "stamp", dateTime: date.toISOString(), textContent: edited + time });
}

function photo(message) {
  const size = message.photo.at(-1);
  const source = fileUrl(size.file_id);
  const image = element("img", {
    src: source,
    width: size.width,
    height: size.height,
    alt: message.caption ?? t("photo"),
  });
  return button({ class: "photo", "aria-label": t("photo"), onclick: () => zoom(source, image.alt) }, image);
}

function zoom(source, alt) {
  const viewer = document.getElementById("viewer");
  const image = document.getElementById("viewer-image");
  image.src = source;
  image.alt = alt;
  viewer.showModal();
}

function file(message) {
  const { file_id: id, file_name: name, file_size: size } = message.document;
  return element(
    "a",
    { class: "file", href: fileUrl(id), download: name, "aria-label": `${t("download")} ${name}` },
    element("span", { class: "file-icon" }, icon("file")),
    element("span", {}, element("strong", { textContent: name }), element("small", { textContent: bytes(size) })),
  );
}

function bytes(size) {
  if (size < 1024) return `${size} B`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function place(message, context) {
  const { latitude, longitude } = message.location;
  const canvas = element("canvas", { class: "mini-map", role: "img" });
  const name = message.venue?.title ?? t(message.location.live_period ? "live" : "location");
  canvas.setAttribute("aria-label", `${name} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`);
  const paint = () => {
    if (!canvas.clientWidth) return;
    const view = new View(latitude, longitude, 5);
    view.pan(0, 14);
    draw(canvas, view, context.map, { mark: [latitude, longitude] });
  };
  new ResizeObserver(paint).observe(canvas);
  canvas.addEventListener("repaint", paint);
  return canvas;
}

function venueText(message) {
  return element(
    "div",
    { class: "venue" },
    element("strong", { textContent: message.venue.title }),
    element("small", { textContent: message.venue.address }),
  );
}

function liveControls(message, context, mine) {
  const { latitude, longitude } = message.location;
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const live = mine && context.live.has(message.message_id);
  const title = message.location.live_period && (live || !mine) ? t("live") : t("location");
  const text = element("div", { class: "venue" }, element("strong", { textContent: title }), element("small", { textContent: where }));
  if (!live) return text;
  const controls = element(
    "div",
    { class: "live" },
    button({ class: "quiet", textContent: t("move"), onclick: () => context.on.move(message) }),
    button({ class: "quiet", textContent: t("stop"), onclick: () => context.on.stop(message) }),
  );
  return element("div", {}, text, controls);
}

function contact(person) {
  return element(
    "div",
    { class: "venue" },
    element("strong", { textContent: `${person.first_name} ${person.last_name ?? ""}` }),
    element("small", { textContent: person.phone_number }),
  );
}

function editButton(message, context) {
  return button(
    { class: "icon edit", "aria-label": t("edit"), title: t("edit"), onclick: () => context.on.edit(message) },
    icon("edit"),
  );
}

function inlineKeyboard(message, context) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    element("div", { class: "row" }, ...row.map((key) => inlineButton(key, message, context))),
  );
  return element("div", { class: "inline-keyboard" }, ...rows);
}

function inlineButton(key, message, context) {
  const text = element("span", { textContent: key.text });
  if (key.callback_data !== undefined) {
    return button({ onclick: (event) => context.on.tap(message, key, event.currentTarget) }, text);
  }
  if (key.url !== undefined) {
    const payload = deepLinkPayload(key.url, context.bot.username);
    if (payload) return button({ onclick: () => context.on.deepLink(payload) }, text);
    const href = safeUrl(key.url.includes("://") ? key.url : `https://${key.url}`);
    const properties = { class: "button", href, target: "_blank", rel: "noopener noreferrer" };
    return element("a", properties, text, icon("link"));
  }
  if (key.copy_text) {
    return button({ onclick: () => context.on.copy(key.copy_text.text) }, text, icon("copy"));
  }
  const query = key.switch_inline_query_current_chat ?? key.switch_inline_query;
  const chosen = key.switch_inline_query_chosen_chat?.query;
  return button({ onclick: () => context.on.inline(query ?? chosen ?? "") }, text, icon("share"));
}
