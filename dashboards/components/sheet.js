// A page's words and boxes, drawn from a tree; what is the same stays in its place, with what the
// reader opened or typed in it. Controls are the browser's own; each knows how it is made, how it
// is dressed as it is told, and what is said of it when the reader has done something.

function element(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes)
  made.append(...children)
  return made
}

function field(control, ...more) {
  return element("label", {}, element("span", {className: "name"}), control, ...more)
}

function dressField(label, told) {
  label.querySelector(".name").textContent = told.label
  const control = label.control
  control.disabled = told.disabled ?? false
  return control
}

const CONTROLS = {
  button: {
    made: () => element("button", {type: "button"}),
    event: "click",
    done: () => true,
    dress(button, told) {
      button.disabled = told.disabled ?? false
      button.textContent = told.label
    },
  },
  choice: {
    made: () => field(element("select")),
    event: "change",
    done: (label) => label.control.value,
    dress(label, told, before) {
      const select = dressField(label, told)
      if (before.options?.join("\n") !== told.options?.join("\n")) {
        select.replaceChildren(...(told.options ?? []).map((name) => new Option(name, name)))
      }
      select.selectedIndex = (told.options ?? []).indexOf(told.value)
    },
  },
  slider: {
    made() {
      const value = element("output")
      const slider = element("input", {type: "range"})
      slider.addEventListener("input", () => { value.textContent = slider.value })
      return field(slider, value)
    },
    event: "change",
    done: (label) => Number(label.control.value),
    dress(label, told, before) {
      const slider = dressField(label, told)
      Object.assign(slider, {min: told.least ?? 0, max: told.most, step: told.step})
      if (before.value !== told.value) { slider.value = told.value }
      label.querySelector("output").textContent = slider.value
    },
  },
  number: {
    made: () => field(element("input", {type: "number", min: 0, required: true})),
    event: "change",
    done: (label) => label.control.valueAsNumber,
    dress(label, told, before) {
      const number = dressField(label, told)
      number.step = told.step
      if (before.value !== told.value) { number.value = told.value }
    },
  },
  text: {
    made: () => field(element("input", {type: "text"})),
    event: "change",
    done: (label) => label.control.value,
    dress(label, told, before) {
      const text = dressField(label, told)
      if (before.value !== told.value) { text.value = told.value }
    },
  },
}

export async function render({model, view, el}) {
  const elements = new Map()
  const drawn = new WeakMap()
  const held = new Map()

  function dress(shown, told) {
    const before = drawn.get(shown) ?? {}
    if (before.class !== told.class) { shown.className = told.class ?? "" }
    if (before.style !== told.style) { shown.style.cssText = told.style ?? "" }
    shown.hidden = told.hidden ?? false
    if (told.html !== undefined && before.html !== told.html) { shown.innerHTML = told.html }
    if (told.control) { CONTROLS[told.control].dress(shown, told, before) }
    drawn.set(shown, told)
  }

  function made(part) {
    if (!part.control) { return document.createElement("div") }
    const {made, event, done} = CONTROLS[part.control]
    const control = made()
    control.addEventListener(event, () => model.send_msg({key: part.key, done: done(control)}))
    return control
  }

  function arrange(box, parts) {
    const wanted = parts.map(elementOf)
    for (const child of [...box.children]) {
      if (!wanted.includes(child)) { child.remove() }
    }
    wanted.forEach((child, place) => {
      if (box.children[place] !== child) { box.insertBefore(child, box.children[place] ?? null) }
    })
  }

  function elementOf(part) {
    if (part.held !== undefined) {
      const component = held.get(part.held)
      component.toggleAttribute("wide", part.wide)
      return component
    }
    const shown = elements.get(part.key) ?? made(part)
    elements.set(part.key, shown)
    dress(shown, model.news[part.key] ?? part)
    if (part.parts) { arrange(shown, part.parts) }
    return shown
  }

  function draw() {
    const views = model.get_child("held")
    if (views.length !== model.tree.order.length || views.includes(undefined)) {
      return  // components are still being made; they tell when they are
    }
    held.clear()
    model.tree.order.forEach((name, place) => held.set(name, views[place]))
    const kept = new Set()
    const keep = (part) => { kept.add(part.key); part.parts?.forEach(keep) }
    keep(model.tree)
    for (const key of elements.keys()) {
      if (!kept.has(key)) { elements.delete(key) }
    }
    const sheet = elementOf(model.tree)
    if (sheet.parentNode !== el) { el.replaceChildren(sheet) }
  }

  function tell() {
    for (const [key, told] of Object.entries(model.news)) {
      const shown = elements.get(key)
      if (shown) { dress(shown, told) }
    }
  }

  model.on("held", draw)
  model.on("tree", () => queueMicrotask(draw))  // once all that came with it is there
  model.on("news", tell)
  await view.update_children()  // those that came while this was being made were told to nobody
  draw()
}
