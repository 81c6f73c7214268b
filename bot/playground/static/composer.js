// The lower edge: text, commands, attachments, reply keyboard, inline results.
import { fileUrl } from "./api.js";
import { button, byId, element, icon, label } from "./dom.js";
import { t } from "./texts.js";

const INLINE_DELAY_MS = 250;

// on: { text, edit(id, text), key(key), location(), upload(file, asPhoto), sticker(),
//       inline(query), choose(id), deepLink(payload) }
// A key that brings its own picture needs no second one.
const PICTOGRAPH = /^\p{Extended_Pictographic}/u;

export class Composer {
  constructor(bot, on) {
    Object.assign(this, { bot, on, keyboard: null, editing: null, commands: [], results: null });
    this.field = byId("text");
    this.wire();
  }

  wire() {
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      } else if (event.key === "Escape") {
        this.stopEditing();
        this.closePanels();
      }
    });
    this.field.addEventListener("input", () => this.changed());
    byId("menu").addEventListener("click", () => this.toggle("commands", "menu"));
    byId("attach").addEventListener("click", () => this.toggle("attach-menu", "attach"));
    byId("keys").addEventListener("click", () => this.toggleKeyboard());
    byId("edit-cancel").addEventListener("click", () => this.stopEditing());
    byId("file").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (file) this.on.upload(file, this.asPhoto);
      event.target.value = "";
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".bottom")) this.closePanels();
    });
  }

  retranslate() {
    label("send", t("send"));
    label("attach", t("attach"));
    label("menu", t("commands"));
    label("keys", t("keyboard"));
    label("edit-cancel", t("cancel"));
    this.field.setAttribute("aria-label", t("message"));
    byId("editing").firstElementChild.textContent = t("editing");
    byId("attach-menu").replaceChildren(
      this.attachment("pin", "sendLocation", () => this.on.location()),
      this.attachment("image", "sendPhoto", () => this.pickFile(true)),
      this.attachment("file", "sendFile", () => this.pickFile(false)),
      this.attachment("smile", "sendSticker", () => this.on.sticker()),
    );
    this.showKeyboard(this.keyboard);
  }

  attachment(symbol, text, act) {
    const chosen = () => {
      this.closePanels();
      act();
    };
    return button({ role: "menuitem", onclick: chosen }, icon(symbol), element("span", { textContent: t(text) }));
  }

  pickFile(asPhoto) {
    this.asPhoto = asPhoto;
    const field = byId("file");
    field.accept = asPhoto ? "image/png,image/jpeg,image/webp" : "";
    field.click();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text || this.inlineQuery() !== null) return;
    if (this.editing) this.on.edit(this.editing, text);
    else this.on.text(text);
    this.clear();
  }

  clear() {
    this.field.value = "";
    this.stopEditing();
    this.changed();
  }

  changed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    clearTimeout(this.inlineTimer);
    const query = this.inlineQuery();
    if (query === null) {
      this.showResults(null);
    } else {
      this.showResults("searching");
      this.inlineTimer = setTimeout(() => this.on.inline(query), INLINE_DELAY_MS);
    }
    if (this.field.value === "/" && this.commands.length) this.open("commands", "menu");
    else this.closePanels();
  }

  inlineQuery() {
    const prefix = `@${this.bot.username} `;
    return this.field.value.startsWith(prefix) ? this.field.value.slice(prefix.length) : null;
  }

  write(text) {
    this.field.value = text;
    this.field.focus();
    this.changed();
  }

  edit(message) {
    this.editing = message.message_id;
    byId("editing").hidden = false;
    this.write(message.text);
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    byId("editing").hidden = true;
    this.field.value = "";
  }

  // ---- panels

  toggle(panel, opener) {
    const open = byId(panel).hidden;
    this.closePanels();
    if (open) this.open(panel, opener);
  }

  open(panel, opener) {
    byId(panel).hidden = false;
    byId(opener).setAttribute("aria-expanded", "true");
  }

  closePanels() {
    for (const [panel, opener] of [["commands", "menu"], ["attach-menu", "attach"]]) {
      byId(panel).hidden = true;
      byId(opener).setAttribute("aria-expanded", "false");
    }
  }

  setCommands(commands) {
    this.commands = commands;
    byId("menu").hidden = !commands.length;
    byId("commands").replaceChildren(
      ...commands.map((command) =>
        button(
          {
            role: "menuitem",
            onclick: () => {
              this.clear();
              this.closePanels();
              this.on.text(`/${command.command}`);
            },
          },
          element("strong", { textContent: `/${command.command}` }),
          element("span", { textContent: command.description }),
        ),
      ),
    );
  }

  // ---- reply keyboard

  setKeyboard(keyboard) {
    this.keyboard = keyboard;
    this.keyboardOpen = true;
    this.showKeyboard(keyboard);
  }

  toggleKeyboard() {
    this.keyboardOpen = !this.keyboardOpen;
    this.showKeyboard(this.keyboard);
  }

  showKeyboard(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    const area = byId("keyboard");
    byId("keys").hidden = !rows.length;
    byId("keys").setAttribute("aria-expanded", String(Boolean(this.keyboardOpen)));
    area.hidden = !rows.length || !this.keyboardOpen;
    this.field.placeholder = keyboard?.input_field_placeholder ?? t("message");
    area.replaceChildren(
      ...rows.map((row) =>
        element(
          "div",
          { class: "row" },
          ...row.map((key) =>
            button(
              { onclick: () => this.on.key(key) },
              key.request_location && !PICTOGRAPH.test(key.text) ? icon("pin") : null,
              element("span", { textContent: key.text }),
            ),
          ),
        ),
      ),
    );
  }

  // ---- inline results

  showResults(answer) {
    const panel = byId("results");
    panel.hidden = answer === null;
    if (answer === null) return;
    if (answer === "searching") {
      panel.replaceChildren(element("p", { class: "note", textContent: t("searching") }));
      return;
    }
    const nodes = answer.results.map((result) => this.result(result));
    if (answer.button?.start_parameter) {
      const payload = answer.button.start_parameter;
      const open = () => {
        this.clear();
        this.on.deepLink(payload);
      };
      nodes.unshift(button({ class: "inline-top", onclick: open, textContent: answer.button.text }));
    }
    if (!answer.results.length) nodes.push(element("p", { class: "note", textContent: t("noResults") }));
    panel.replaceChildren(...nodes);
  }

  result(result) {
    const title = result.title ?? result.phone_number ?? result.type;
    const choose = () => {
      this.clear();
      this.on.choose(result.id);
    };
    const symbol = result.type === "venue" || result.type === "location" ? "pin" : "link";
    const picture =
      result.type === "photo" && result.photo_file_id
        ? element("img", { src: fileUrl(result.photo_file_id), alt: "" })
        : element("span", { class: "file-icon" }, icon(symbol));
    return button(
      { class: "result", onclick: choose },
      picture,
      element(
        "span",
        {},
        element("strong", { textContent: title }),
        element("small", { textContent: result.description ?? result.address ?? "" }),
      ),
    );
  }
}
