// Building blocks for the page. Text only ever enters as textContent, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.3 3.8c-.5.4-1.2.1-1.2-.5V16A2.5 2.5 0 0 1 4 13.5z",
  close: "M6.3 6.3 17.7 17.7M17.7 6.3 6.3 17.7",
  send: "M12 19V5.5M6 11l6-6 6 6",
  bridge: "M2.5 10.5h19M5 10.5V18M19 10.5V18M5 10.5c2 5 12 5 14 0M12 10.5v3.7",
  person: "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c.6-4 3.3-6 7-6s6.4 2 7 6",
  down: "M6 9.5l6 6 6-6",
  clip: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L9.6 17.3a1.8 1.8 0 0 1-2.5-2.5l7.6-7.6",
  about: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.6v.1",
};

/** An element with attributes (`on…` are listeners, false and null are left out) and children. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** A drawing that says nothing to a screen reader; the text beside it does. */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// Full-width punctuation and Han end a link: Chinese puts no space after an address.
const LINK = /\bhttps?:\/\/[^\s<>"'`\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+/gi;

/** The text as nodes, its http and https addresses as links. */
function withLinks(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = trimLink(match[0]);
    const href = webAddress(shown);
    if (!href) continue;
    nodes.push(text.slice(from, match.index));
    const link = el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" });
    link.textContent = shown;
    nodes.push(link);
    from = match.index + shown.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

/** Punctuation at the end belongs to the sentence, a bracket if it was opened before the link. */
function trimLink(link) {
  const shorter = link.replace(/[.,;:!?\]}]+$/, "");
  const isOpenedBefore = shorter.split(")").length > shorter.split("(").length;
  return shorter.endsWith(")") && isOpenedBefore ? trimLink(shorter.slice(0, -1)) : shorter;
}

function webAddress(link) {
  try {
    const url = new URL(link);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}
