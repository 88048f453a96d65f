// Reads pages as the browser itself does, without running or loading anything.
(pages) => pages.map((html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const seen = { made: new Set(), active: new Set(), ids: [] };
  const visit = (root) => {
    for (const each of root.querySelectorAll("*")) {
      seen.made.add(each.localName);
      if (each.localName === "script") seen.active.add(`script ${each.src} ${each.type} ${each.textContent}`);
      if (each.localName === "style") seen.active.add(`style ${each.textContent}`);
      for (const { name, value } of each.attributes) {
        seen.made.add(`${each.localName} ${name}`);
        if (name === "id") seen.ids.push(value);
        if (name.startsWith("on") || ["style", "srcdoc", "srcset", "http-equiv", "target"].includes(name)) {
          seen.active.add(`${each.localName} ${name} ${value}`);
        }
        if (["src", "action", "formaction", "data", "poster", "background", "xlink:href"].includes(name)) {
          seen.active.add(`${each.localName} ${name} ${value}`);
        }
        if (name === "href" && each.localName !== "a") seen.active.add(`${each.localName} ${name} ${value}`);
        if (name === "href" && !/^(https?:\/\/|mailto:|[^:]*$|[^:]*[?#])/.test(value)) seen.active.add(value);
      }
      if (each.localName === "template") visit(each.content);
    }
  };
  visit(page);
  const heading = page.querySelector("h1");
  return {
    made: [...seen.made],
    active: [...seen.active].sort(),
    ids: seen.ids,
    title: page.title,
    heading: heading && heading.textContent,
    text: page.body.textContent,
  };
})
