"use strict";
(() => {
  // Titles and names come from strangers: they reach the page through textContent and the canvas alone, never as HTML.
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function list(texts, className, most) {
    const made = element("ul", "", className);
    const shown = texts.length > most ? texts.slice(0, most - 1) : texts;
    made.append(...shown.map((text) => element("li", text)));
    if (shown.length < texts.length) made.append(element("li", `and ${texts.length - shown.length} more`));
    return made;
  }

  function card(number, most) {
    const song = data.cards[number];
    const made = element("div", "", "card");
    made.append(element("h2", song.title), element("p", song.artists), element("p", song.facts.join(" · "), "facts"));
    if (song.why.length) made.append(list(song.why, "why", most));
    if (song.relations.length) made.append(list(song.relations, "relations", most));
    return made;
  }

  // --- the picture
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges.map(({ text, ...edge }, id) => ({ ...edge, id })));
  const container = byId("network");
  const network = new vis.Network(container, { nodes, edges }, data.options);

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const DASHES = { covers: [9, 5], remixes: [3, 4], recommended: [1, 7] };

  function paint() {
    const ink = colour("ink");
    const paper = colour("paper");
    const groups = {};
    for (const kind of ["seed", "samples", "sampled", "covers", "remixes", "recommended"]) {
      const own = colour(kind);
      groups[kind] = {
        color: { background: own, border: paper, highlight: { background: own, border: ink }, hover: { background: own, border: ink } },
        font: { color: ink, strokeWidth: 3, strokeColor: paper, face: "system-ui, sans-serif" },
      };
    }
    network.setOptions({ groups });
    const opacity = Math.min(0.6, 7 / Math.sqrt(edges.length)); // hundreds of lines lie over one another
    edges.update(
      edges.map((edge) => {
        const own = colour(edge.kind);
        return { id: edge.id, dashes: DASHES[edge.kind] ?? false, color: { color: own, opacity, highlight: own, hover: own } };
      }),
    );
  }

  // --- years above, and the line under which the recommended songs stand
  network.on("beforeDrawing", (context) => {
    const scale = network.getScale();
    const top = network.DOMtoCanvas({ x: 0, y: 0 });
    const bottom = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
    context.save();
    context.lineWidth = 1 / scale;
    context.font = `${12 / scale}px system-ui, sans-serif`;
    context.textBaseline = "top";
    let last = -Infinity;
    for (const [year, x] of data.years) {
      if ((x - last) * scale < 58) continue;
      last = x;
      context.strokeStyle = colour("line");
      context.beginPath();
      context.moveTo(x, top.y);
      context.lineTo(x, bottom.y);
      context.stroke();
      context.fillStyle = colour("faint");
      if ((bottom.x - x) * scale > 40) context.fillText(String(year), x + 4 / scale, top.y + 5 / scale);
    }
    if (data.lane !== null) {
      const y = data.lane - 25;
      context.strokeStyle = colour("recommended");
      context.setLineDash([2 / scale, 6 / scale]);
      context.beginPath();
      context.moveTo(top.x, y);
      context.lineTo(bottom.x, y);
      context.stroke();
      context.fillStyle = colour("recommended");
      context.fillText("goes well with it", top.x + 10 / scale, y + 5 / scale);
    }
    context.restore();
  });

  // --- view
  const animation = () => (still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: animation() });
  function fit(moving) {
    const [left, top, right, bottom] = data.bounds;
    const [margin, axis] = [12, 26]; // pixels; the years stand above
    const wide = (container.clientWidth - 2 * margin) / (right - left);
    const high = (container.clientHeight - margin - axis) / (bottom - top);
    const scale = Math.min(wide, high, 1.25);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 - (axis - margin) / 2 / scale };
    network.moveTo({ position, scale, animation: moving ? animation() : false });
  }
  byId("nearer").addEventListener("click", () => zoom(1.4));
  byId("farther").addEventListener("click", () => zoom(1 / 1.4));
  byId("fit").addEventListener("click", () => fit(true));

  const chosen = byId("chosen");
  function show(number) {
    chosen.replaceChildren(...(number === undefined ? [] : [card(number, Infinity)]));
    chosen.hidden = number === undefined;
  }
  network.on("selectNode", ({ nodes: [number] }) => show(number));
  network.on("deselectNode", ({ nodes: [number] }) => show(number));

  // --- the card under the pointer
  const hint = byId("hint");
  function tell(content, { x, y }) {
    hint.replaceChildren(content);
    hint.hidden = false;
    const beside = x + 14 + hint.offsetWidth <= container.clientWidth ? x + 14 : x - 14 - hint.offsetWidth;
    hint.style.left = `${Math.max(4, beside)}px`;
    hint.style.top = `${Math.max(4, Math.min(y + 14, container.clientHeight - hint.offsetHeight - 4))}px`;
    container.style.cursor = "pointer";
  }
  function hush() {
    hint.hidden = true;
    container.style.cursor = "";
  }
  network.on("hoverNode", ({ node, pointer }) => tell(card(node, 6), pointer.DOM));
  network.on("hoverEdge", ({ edge, pointer }) => tell(element("div", data.edges[edge].text, "card"), pointer.DOM));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, hush);
  container.addEventListener("mouseleave", hush);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hush());

  // --- search
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = data.cards.map((song) => `${song.artists} – ${song.title}`);
  byId("names").append(
    ...names.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
  const keys = names.map(folded);
  let turn = 0;
  function matches() {
    const words = folded(byId("wanted").value).split(/[\s–-]+/).filter(Boolean);
    return words.length ? keys.flatMap((key, number) => (words.every((word) => key.includes(word)) ? [number] : [])) : [];
  }
  function go() {
    const fitting = matches();
    if (!fitting.length) {
      byId("found").textContent = byId("wanted").value.trim() ? "no song here fits" : "";
      return;
    }
    const number = fitting[turn++ % fitting.length];
    byId("found").textContent = fitting.length > 1 ? `${((turn - 1) % fitting.length) + 1} of ${fitting.length}, Enter for the next` : "";
    network.selectNodes([number]);
    network.focus(number, { scale: Math.max(network.getScale(), 0.9), animation: animation() });
    show(number);
  }
  byId("wanted").addEventListener("input", () => {
    turn = 0;
    const count = matches().length;
    byId("found").textContent = byId("wanted").value.trim() ? `${count || "no"} ${count === 1 ? "song fits" : "songs fit"}` : "";
    if (names.includes(byId("wanted").value)) go();
  });
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });

  const frame = container.firstElementChild;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Network of songs: arrow keys move it, + and − zoom. The table below holds the same.");

  paint();
  fit(false);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  window.songNetwork = network; // for the console
})();
