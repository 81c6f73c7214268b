// The playground's own controls: the city that is played and the clock. Not part of the bot.
import { button, byId, element } from "./dom.js";
import { language, locale, t } from "./texts.js";

const MOVES = ["hour", "day", "evening"];
const WIDE = matchMedia("(min-width: 900px)");

// on: { switchCity(key), moveClock(move) }
export class StageControls {
  constructor(on) {
    Object.assign(this, { on, stage: null });
    const settle = () => byId(WIDE.matches ? "stage-home" : "stage-sheet-home").append(byId("stage"));
    settle();
    WIDE.addEventListener("change", () => {
      settle();
      byId("stage-sheet").close();
    });
    byId("stage-close").addEventListener("click", () => byId("stage-sheet").close());
    byId("clock-back").addEventListener("click", () => this.on.moveClock("now"));
    setInterval(() => this.tick(), 1000);
  }

  show(stage) {
    this.stage = stage;
    byId("stage").hidden = !stage;
    byId("changing").hidden = !stage?.changing;
    if (!stage) return;
    this.ahead = stage.now * 1000 - Date.now();
    byId("changing-text").textContent = `${this.cityName()} · ${t("changing")}`;
    byId("cities").replaceChildren(...stage.cities.map((city) => this.choice(city)));
    byId("city-hint").textContent = t(this.city().streets ? "withStreets" : "withoutStreets");
    byId("moves").replaceChildren(
      ...MOVES.map((move) => this.move(move)),
      this.move("now", !stage.moved),
    );
    byId("clock-bar").hidden = !stage.moved;
    this.tick();
  }

  choice(city) {
    const name = language() === "zh" ? city.name : city.name_en;
    return button({
      textContent: name,
      "aria-pressed": String(city.key === this.stage.city),
      disabled: this.stage.changing,
      onclick: () => this.on.switchCity(city.key),
    });
  }

  move(name, disabled = false) {
    return button({ textContent: t(`move-${name}`), disabled, onclick: () => this.on.moveClock(name) });
  }

  city() {
    return this.stage?.cities.find((city) => city.key === this.stage.city);
  }

  cityName() {
    if (!this.stage) return null;
    return language() === "zh" ? this.city().name : this.city().name_en;
  }

  openSheet() {
    byId("stage-sheet").showModal();
  }

  tick() {
    if (!this.stage) return;
    const now = new Date(Date.now() + this.ahead);
    const shown = (options) => now.toLocaleString(locale(), { timeZone: this.stage.zone, ...options });
    const time = shown({ hour: "2-digit", minute: "2-digit" });
    const day = shown({ month: "short", day: "numeric", weekday: "short" });
    byId("clock-time").textContent = time;
    byId("clock-day").textContent = day;
    byId("clock-zone").textContent = this.stage.zone;
    byId("clock-bar-text").textContent = `${t("clockBar")} ${day} ${time}`;
  }
}

export function stageEntry(act) {
  return button({ role: "menuitem", class: "narrow-only", onclick: act }, element("span", { textContent: t("stageMenu") }));
}
