// The location picker: the map moves under a fixed pin; names and coordinates may be typed.
import { byId, element } from "./dom.js";
import { View, boundsOf, busiest, draw } from "./map.js";
import { t } from "./texts.js";

const NEAR = 5; // metres per pixel, about a walk across a phone

export class Picker {
  constructor(map) {
    this.map = map;
    this.dialog = byId("picker");
    this.canvas = byId("map");
    this.view = new View(0, 0, 5);
    this.placed = false;
    this.pointers = new Map();
    this.wire();
  }

  // Another city: its own places, and the view begins anew.
  setMap(map) {
    this.map = map;
    this.placed = false;
    if (this.dialog.open) this.dialog.close();
  }

  // Opens at `start` (or where it last was). Resolves with {latitude, longitude, live}
  // or null when closed. mode "share" offers to share live; "once" does not; "move" calls onMove
  // for every chosen place until closed.
  open({ mode = "share", start = null, onMove = null }) {
    this.mode = mode;
    this.onMove = onMove;
    byId("picker-title").textContent = t(mode === "move" ? "moveLocation" : "pickLocation");
    byId("picker-send").textContent = t(mode === "move" ? "moveHere" : "sendHere");
    byId("picker-live-field").hidden = mode !== "share";
    byId("picker-live").replaceChildren(
      element("option", { value: "", textContent: t("once") }),
      element("option", { value: "900", textContent: t("live15") }),
      element("option", { value: "3600", textContent: t("live60") }),
    );
    byId("picker-place").value = "";
    byId("picker-place").placeholder = t("placeHint");
    byId("places").replaceChildren(
      ...this.map.points.map((point) => element("option", { value: point.name })),
    );
    this.dialog.returnValue = "";
    this.dialog.showModal();
    this.canvas.focus();
    if (!this.placed) {
      this.view.fit(boundsOf(this.map), this.canvas.clientWidth, this.canvas.clientHeight);
      const busy = busiest(this.map.points);
      if (busy) this.goTo(busy);
      this.placed = true;
    }
    if (start) this.goTo(start);
    this.redraw();
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  get place() {
    const { latitude, longitude } = this.view;
    return { latitude: Number(latitude.toFixed(6)), longitude: Number(longitude.toFixed(6)) };
  }

  redraw() {
    if (!this.dialog.open) return;
    draw(this.canvas, this.view, this.map, { circle: true });
    const { latitude, longitude } = this.place;
    const field = byId("picker-coordinates");
    if (document.activeElement !== field) field.value = `${latitude}, ${longitude}`;
  }

  wire() {
    const { canvas, dialog } = this;
    byId("picker-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.finish());
    byId("picker-send").addEventListener("click", (event) => this.send(event));
    byId("zoom-in").addEventListener("click", () => this.zoom(1 / 1.5));
    byId("zoom-out").addEventListener("click", () => this.zoom(1.5));
    byId("picker-place").addEventListener("input", (event) => this.jump(event.target.value));
    byId("picker-coordinates").addEventListener("input", (event) => this.typed(event.target));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => this.up(event));
    }
    addEventListener("resize", () => this.redraw());
  }

  send(event) {
    if (this.mode !== "move") return;
    event.preventDefault();
    this.onMove(this.place);
  }

  finish() {
    const sent = this.dialog.returnValue === "send";
    const live = Number(byId("picker-live").value) || null;
    this.resolve?.(sent ? { ...this.place, live: this.mode === "share" ? live : null } : null);
    this.resolve = null;
  }

  zoom(factor) {
    this.view.scale(factor);
    this.redraw();
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15);
  }

  key(event) {
    const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
    if (steps[event.key]) this.view.pan(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") this.view.scale(1 / 1.25);
    else if (event.key === "-") this.view.scale(1.25);
    else return;
    event.preventDefault();
    this.redraw();
  }

  jump(name) {
    const point = this.map.points.find((candidate) => candidate.name === name);
    if (!point) return;
    this.goTo(point);
    this.redraw();
  }

  goTo({ latitude, longitude }) {
    Object.assign(this.view, { latitude, longitude });
    this.view.zoom = Math.min(this.view.zoom, NEAR);
  }

  typed(field) {
    const parts = field.value.split(/[,，\s]+/).filter(Boolean).map(Number);
    const fine =
      parts.length === 2 && Math.abs(parts[0]) <= 85 && Math.abs(parts[1]) <= 180;
    field.setCustomValidity(fine ? "" : t("coordinates"));
    if (!fine) return;
    this.goTo({ latitude: parts[0], longitude: parts[1] });
    this.redraw();
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.moved = 0;
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.offsetX, event.offsetY];
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const distance = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
      this.view.scale(distance(before) / Math.max(1, distance(now)));
    } else {
      this.view.pan(now[0] - before[0], now[1] - before[1]);
    }
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
    this.redraw();
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId) || event.type === "pointercancel") return;
    if (this.moved > 4 || this.pointers.size) return;
    const { clientWidth, clientHeight } = this.canvas;
    this.view.pan(clientWidth / 2 - event.offsetX, clientHeight / 2 - event.offsetY);
    this.redraw();
  }
}
