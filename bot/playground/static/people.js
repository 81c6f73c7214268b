// The residents: a list on wide windows, a menu on narrow ones.
import { button, byId, element } from "./dom.js";
import { language, t } from "./texts.js";

const HUES = 6;

function avatar(member) {
  const name = [...member.first_name][0] ?? "?";
  return element("span", { class: `avatar hue-${member.id % HUES}`, "aria-hidden": "true", textContent: name });
}

function fullName(member) {
  return [member.first_name, member.last_name].filter(Boolean).join(" ");
}

function languageName(code) {
  return code ? new Intl.DisplayNames([language()], { type: "language" }).of(code) : "";
}

function entry(member, current, group, choose, role) {
  const node = button(
    { class: "member", role, onclick: () => choose(member) },
    avatar(member),
    element(
      "span",
      {},
      element("strong", { textContent: fullName(member) }),
      element("small", { textContent: languageName(member.language_code) }),
    ),
    member.staff ? element("span", { class: "badge", textContent: t("staff") }) : null,
  );
  if (member.id !== current.id) return node;
  if (group) node.classList.add("self");
  else node.setAttribute("aria-current", "true");
  return node;
}

function groupEntry(group, active, choose, role) {
  const node = button(
    { class: "member", role, onclick: () => choose(group) },
    element("span", { class: "avatar group", "aria-hidden": "true", textContent: [...group.title][0] }),
    element(
      "span",
      {},
      element("strong", { textContent: group.title }),
      element("small", { textContent: groupSize(group) }),
    ),
  );
  if (active) node.setAttribute("aria-current", "true");
  return node;
}

export const groupSize = (group) => `${group.members} ${t("groupSize")}`;

// choose(member) opens a member's own chat, join(group) a group on the current member's phone.
export function showPeople(members, current, group, choose, join) {
  const list = (role) => [
    ...members.map((member) => entry(member, current, group, choose, role)),
    ...current.groups.map((one) => groupEntry(one, one.id === group?.id, join, role)),
  ];
  byId("members").replaceChildren(...list().map((node) => element("li", {}, node)));
  byId("switch-menu").replaceChildren(...list("menuitem"));
  const role = current.staff ? t("staff") : "";
  byId("switch").replaceChildren(
    avatar(current),
    element(
      "span",
      {},
      element("strong", { textContent: fullName(current) }),
      role ? element("small", { textContent: role }) : null,
    ),
  );
  byId("switch").setAttribute("aria-label", `${t("switchMember")}: ${fullName(current)} ${role}`.trim());
}

// A button that opens a menu: arrow keys, Escape and clicks elsewhere as everybody expects.
export function wireMenu(buttonId, menuId) {
  const opener = byId(buttonId);
  const menu = byId(menuId);
  const show = (open) => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button")?.focus();
  };
  opener.addEventListener("click", (event) => {
    event.stopPropagation();
    show(menu.hidden);
  });
  document.addEventListener("click", () => show(false));
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
      items[next].focus();
      event.preventDefault();
    } else if (event.key === "Escape") {
      show(false);
      opener.focus();
    }
  });
}
