// Small helpers to build parts of the page. Texts are always set as text, never as markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function chooser(label, options, value, change) {
  const select = element("select", {
    "data-control": label,
    onchange: () => change(select.value),
  });
  for (const [key, text] of Object.entries(options)) {
    select.append(element("option", { value: key, selected: key === value }, text));
  }
  return element("label", {}, `${label} `, select);
}

function drawn(tag, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

function percent(proportion) {
  return (100 * proportion).toFixed(1);
}

function intervalText(low, high) {
  return `${percent(low)} to ${percent(high)}`;
}

function plural(number, word, words) {
  return `${number} ${number === 1 ? word : words || `${word}s`}`;
}

// From disk there may be no clipboard: the text is then selected, ready to be copied by hand.
function copyFrom(field, done) {
  field.focus();
  field.select();
  const copied = () => done("Copied.");
  const selected = () => done("Selected: press Ctrl or ⌘ and C.");
  if (navigator.clipboard && window.isSecureContext) {
    navigator.clipboard.writeText(field.value).then(copied, selected);
  } else {
    selected();
  }
}

function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
