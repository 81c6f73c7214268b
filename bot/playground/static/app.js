// Starts the page: one resident's phone at a time, everything else is told by the server.
import { ActionFailed, act, listen, moveClock, setup, streets, switchCity } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { button, byId, element, label } from "./dom.js";
import { showPeople, wireMenu } from "./people.js";
import { Picker } from "./picker.js";
import { StageControls, stageEntry } from "./stage.js";
import { fillTexts, language, switchLanguage, t } from "./texts.js";

const TOAST_MS = 2500;
const TAP_MS = 20_000;

class App {
  constructor(told) {
    Object.assign(this, { bot: told.bot, members: told.members, told });
    this.taps = new Map();
    this.lastPlace = null;
    this.context = {
      bot: this.bot,
      me: null,
      map: told.map,
      zone: told.stage?.zone,
      live: new Set(),
      on: this.messageHandlers(),
    };
    this.chat = new Chat(this.context);
    this.picker = new Picker(told.map);
    this.stage = new StageControls(this.stageHandlers());
    this.composer = new Composer(this.bot, this.composerHandlers());
    this.wire();
    const [wanted, chat] = location.hash.slice(1).split("/").map(Number);
    const member = this.members.find((one) => one.id === wanted) ?? this.likely();
    this.switchTo(member, member.groups.find((group) => group.id === chat));
    this.drawStreets();
  }

  // Who is shown first: somebody who speaks the page's language.
  likely() {
    return this.members.find((member) => member.language_code?.startsWith(language())) ?? this.members[0];
  }

  // Streets come after everything else; maps that are already drawn get them then.
  async drawStreets() {
    const { map } = this.context;
    if (!this.stage.city()?.streets) return;
    map.lines = await streets();
    for (const canvas of document.querySelectorAll(".mini-map")) canvas.dispatchEvent(new Event("repaint"));
    this.picker.redraw();
  }

  // The server was asked again: the city or the clock has changed, or it was started anew.
  async refresh() {
    const told = await setup();
    const moved = told.stage?.city !== this.told.stage?.city;
    Object.assign(this, { members: told.members, told });
    this.context.zone = told.stage?.zone;
    if (moved) {
      this.context.map = told.map;
      this.picker.setMap(told.map);
      this.lastPlace = null;
      this.composer.clear();
    }
    this.retranslate();
    this.chat.redraw();
    if (moved) this.drawStreets();
  }

  wire() {
    wireMenu("switch", "switch-menu");
    wireMenu("more", "more-menu");
    byId("language").addEventListener("click", () => this.translate());
    byId("start").addEventListener("click", () => this.send("text", { text: "/start" }));
    byId("group-try").addEventListener("click", () => this.composer.write(`@${this.bot.username} `));
    byId("viewer").addEventListener("click", () => byId("viewer").close());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.chat.redraw());
    addEventListener("pagehide", () => this.close?.());
  }

  translate() {
    switchLanguage();
    this.retranslate();
    this.chat.redraw();
  }

  retranslate() {
    fillTexts();
    this.stage.show(this.told.stage);
    const city = this.stage.cityName();
    byId("brand-name").textContent = city ? `${t("brand")} · ${city}` : this.told.title;
    document.title = `${byId("brand-name").textContent} · ${t("title")}`;
    byId("bot-name").textContent = this.group?.title ?? this.bot.first_name;
    byId("bot-avatar").textContent = [...(this.group?.title ?? this.bot.first_name)][0];
    byId("bot-avatar").className = `avatar ${this.group ? "group" : "bot"}`;
    byId("language").textContent = t("otherLanguage");
    label("more", t("more"));
    label("to-end", t("toEnd"));
    label("picker-close", t("close"));
    label("viewer-close", t("close"));
    label("stage-close", t("close"));
    label("zoom-in", t("zoomIn"));
    label("zoom-out", t("zoomOut"));
    byId("map").setAttribute("aria-label", t("map"));
    this.composer.retranslate();
    showPeople(
      this.members,
      this.member,
      this.group,
      (member) => this.switchTo(member),
      (group) => this.switchTo(this.member, group),
    );
    this.showMore();
  }

  showMore() {
    const blocked = this.chat.blocked;
    byId("more-menu").replaceChildren(
      ...(this.told.stage ? [stageEntry(() => this.stage.openSheet())] : []),
      button({ role: "menuitem", textContent: t(blocked ? "unblock" : "block"), onclick: () => this.send("block") }),
      button({ role: "menuitem", textContent: t("otherLanguage"), onclick: () => this.translate() }),
    );
  }

  // A member's own chat with the bot, or a group on that member's phone.
  switchTo(member, group = null) {
    this.close?.();
    Object.assign(this, { member, group });
    Object.assign(this.context, { me: member.id, name: member.first_name, group });
    location.hash = group ? `${member.id}/${group.id}` : String(member.id);
    byId("toasts").replaceChildren();
    this.composer.clear();
    this.retranslate();
    this.close = listen(member.id, this.chatId, this.serverHandlers());
  }

  get chatId() {
    return this.group?.id ?? this.member.id;
  }

  // ---- what the server tells

  serverHandlers() {
    return {
      connected: (connected) => {
        if (connected && !this.chat.connected) this.refresh();
        this.chat.connected = connected;
        this.chat.showStatus();
      },
      stage: () => this.refresh(),
      state: (state) => this.showState(state),
      message: ({ message }) => {
        byId("empty").hidden = true;
        this.chat.put(message);
      },
      edited: ({ message }) => this.chat.put(message),
      deleted: ({ message_id: id }) => this.chat.remove(id),
      keyboard: ({ keyboard }) => this.composer.setKeyboard(keyboard),
      action: () => this.chat.typing(true),
      answer: (answer) => this.answered(answer),
      inline: (answer) => {
        this.found = answer;
        this.showFound();
      },
      pinned: ({ pinned }) => this.chat.setPinned(pinned),
    };
  }

  showState(state) {
    this.chat.replace(state);
    this.composer.setCommands(state.commands);
    this.composer.setKeyboard(state.keyboard);
    byId("empty").hidden = state.messages.length > 0;
    byId("description").textContent = this.group ? t("groupEmpty") : state.description;
    byId("start").hidden = Boolean(this.group);
    byId("group-try").hidden = !this.group;
    byId("attach").hidden = Boolean(this.group);
    this.showMore();
    document.body.dataset.ready = String(this.chatId);
  }

  answered(answer) {
    this.settle(answer.query_id);
    if (!answer.text) return;
    if (!answer.show_alert) {
      this.toast(answer.text);
      return;
    }
    byId("alert-text").textContent = answer.text;
    byId("alert").showModal();
  }

  settle(queryId) {
    const tap = this.taps.get(queryId);
    if (!tap) this.early = queryId;
    else tap.classList.remove("waiting");
    this.taps.delete(queryId);
  }

  toast(text, kind = "") {
    const node = element("div", { class: `toast ${kind}`, textContent: text });
    byId("toasts").replaceChildren(node);
    setTimeout(() => node.remove(), TOAST_MS);
  }

  // ---- what the resident does

  send(action, values) {
    return this.done(() => act(this.member.id, action, { chat: this.chatId, ...values }));
  }

  async done(ask) {
    try {
      return await ask();
    } catch (error) {
      const reason = error instanceof ActionFailed && error.message === "blocked" ? t("blocked") : error.message;
      this.toast(`${t("failed")}: ${reason}`, "bad");
      return null;
    }
  }

  stageHandlers() {
    return {
      switchCity: (city) => {
        byId("stage-sheet").close();
        return this.done(() => switchCity(city));
      },
      moveClock: (move) => this.done(() => moveClock(move)),
    };
  }

  messageHandlers() {
    return {
      command: (text) => this.send("text", { text }),
      mention: (text) => this.composer.write(`${text} `),
      deepLink: (payload) => this.open(payload),
      inline: (query) => this.composer.write(`@${this.bot.username} ${query}`),
      tap: (message, key, node) => this.tap(message, key, node),
      copy: (text) => this.copy(text),
      edit: (message) => this.composer.edit(message),
      move: (message) => this.moveLive(message),
      stop: (message) => this.send("stop", { message_id: message.message_id }),
    };
  }

  composerHandlers() {
    return {
      text: (text) => this.send("text", { text }),
      edit: (id, text) => this.send("edit", { message_id: id, text }),
      key: (key) => this.pressKey(key),
      location: () => this.shareLocation(),
      sticker: () => this.send("sticker", { emoji: "👋" }),
      upload: (file, asPhoto) => this.upload(file, asPhoto),
      inline: (query) => this.search(query),
      choose: (id) => this.send("choose", { result_id: id }),
      deepLink: (payload) => this.open(payload),
    };
  }

  // A deep link leads into the member's own chat, also from a group.
  open(payload) {
    if (this.group) this.switchTo(this.member);
    return this.send("text", { text: `/start ${payload}` });
  }

  async tap(message, key, node) {
    node.classList.add("waiting");
    setTimeout(() => node.classList.remove("waiting"), TAP_MS);
    const told = await this.send("tap", { message_id: message.message_id, data: key.callback_data });
    if (!told || told.query_id === this.early) node.classList.remove("waiting");
    else this.taps.set(told.query_id, node);
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(t("copied"));
    } catch {
      this.toast(text);
    }
  }

  async pressKey(key) {
    if (!key.request_location) {
      await this.send("key", { text: key.text });
      return;
    }
    const place = await this.picker.open({ mode: "once", start: this.lastPlace });
    if (!place) return;
    this.remember(place);
    await this.send("key", { text: key.text, latitude: place.latitude, longitude: place.longitude });
  }

  async shareLocation() {
    const place = await this.picker.open({ mode: "share", start: this.lastPlace });
    if (!place) return;
    this.remember(place);
    const { latitude, longitude, live } = place;
    await this.send("location", { latitude, longitude, live_period: live });
  }

  async moveLive(message) {
    const { latitude, longitude } = message.location;
    const onMove = (place) => {
      this.remember(place);
      this.send("move", { message_id: message.message_id, ...place });
    };
    await this.picker.open({ mode: "move", start: { latitude, longitude }, onMove });
  }

  remember({ latitude, longitude }) {
    this.lastPlace = { latitude, longitude };
  }

  async search(query) {
    const told = await this.send("inline", { query, ...this.lastPlace });
    this.searching = told?.query_id;
    this.showFound();
  }

  // A quick bot answers before the page has heard which query it asked.
  showFound() {
    if (this.found && this.found.query_id === this.searching) this.composer.showResults(this.found);
  }

  async upload(file, asPhoto) {
    const data = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
      reader.readAsDataURL(file);
    });
    await this.send("upload", { name: file.name, mime: file.type, data, as_photo: asPhoto });
  }
}

new App(await setup());
