"""The script of `running_text_html`, which pages through the cells of a text."""

PAGER = r"""(() => {
const {tokens, groups, ranks, colours} = CONTENT;
const root = document.getElementById("NAME");
const part = (name) => root.querySelector("." + name);
const spans = tokens.map((token) => {
  const span = document.createElement("span");
  span.textContent = token;
  return span;
});
part("text").append(...spans);
// All cells, one after another: the found ones first, then those of each group.
const starts = {};
let count = ranks.length;
for (const group of groups) {
  starts[group.name] = count;
  count += group.units;
  part("group").append(new Option(group.name, group.name));
}
ranks.forEach(([what], place) => part("found").append(new Option(what, place)));
part("found").append(new Option(ranks.length ? "any cell" : "no cells were found", -1));
part("found").hidden = !ranks.length;
part("count").textContent = (count - ranks.length).toLocaleString("en");

const bytes = {};
function levels(group) {
  if (!(group.name in bytes))
    bytes[group.name] = Uint8Array.from(atob(group.values), (c) => c.charCodeAt(0));
  return bytes[group.name];
}
const [paper, positive, negative] = colours;
const shades = Array.from({length: 256}, (_, level) => {
  const share = (level - 128) / 127;
  const full = share > 0 ? positive : negative;
  const mixed = paper.map((c, i) => Math.round(c + (full[i] - c) * Math.abs(share)));
  return level === 128 ? "" : `rgb(${mixed})`;
});

let present = 0;
function show(place) {
  present = (place + count) % count;
  const ranked = present < ranks.length;
  const group = ranked
    ? groups.find((each) => each.name === ranks[present][1])
    : groups.findLast((each) => starts[each.name] <= present);
  const unit = ranked ? ranks[present][2] : present - starts[group.name];
  const first = unit * tokens.length;
  const values = levels(group).subarray(first, first + tokens.length);
  const strongest = group.strongest[unit];
  spans.forEach((span, step) => {
    span.style.background = shades[values[step]];
    span.title = (strongest * (values[step] - 128) / 127).toFixed(2);
  });
  part("group").value = group.name;
  part("unit").max = group.units - 1;
  part("unit").value = unit;
  part("found").value = ranked ? present : -1;
  part("what").textContent =
    `${group.name} ${unit}` + (ranked ? `: ${ranks[present][0]}` : "");
  part("low").textContent = "−" + strongest;
  part("high").textContent = "+" + strongest;
}
function go() {
  const group = groups.find((each) => each.name === part("group").value);
  const wanted = parseInt(part("unit").value) || 0;
  show(starts[group.name] + Math.min(Math.max(0, wanted), group.units - 1));
}
part("back").onclick = () => show(present - 1);
part("on").onclick = () => show(present + 1);
part("group").onchange = go;
part("unit").onchange = go;
part("found").onchange = () => {
  const place = Number(part("found").value);
  show(place < 0 ? ranks.length : place);
};
root.addEventListener("keydown", (event) => {
  const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  // In a field the arrows move the cursor or the choice.
  if (!step || /INPUT|SELECT/.test(event.target.tagName)) return;
  event.preventDefault();
  show(present + step);
});
// A page of its own has no other use for the keys; a notebook has.
if (document.body.firstElementChild === root) root.focus();
show(0);
})();"""
