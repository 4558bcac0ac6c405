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

function mark(tabs, chosen) {
  for (const tab of tabs.children) {
    tab.ariaSelected = String(tab === chosen)
    tab.tabIndex = tab === chosen ? 0 : -1
  }
}

function moveAmong(tabs, event) {
  const all = [...tabs.children]
  const place = all.indexOf(event.target)
  const to = {ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: all.length - 1}[event.key]
  if (to === undefined) { return }
  event.preventDefault()
  all.at(to % all.length).focus()
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
  tabs: {
    made() {
      const tabs = element("div", {role: "tablist"})
      tabs.addEventListener("keydown", (event) => moveAmong(tabs, event))
      return tabs
    },
    event: "click",
    done(tabs, {target}) {
      if (target === tabs) { return }
      mark(tabs, target)
      return target.textContent
    },
    dress(tabs, told, before) {
      tabs.ariaLabel = told.label
      if (before.options?.join("\n") !== told.options?.join("\n")) {
        const tab = (name) => element("button", {type: "button", role: "tab", textContent: name})
        tabs.replaceChildren(...(told.options ?? []).map(tab))
      }
      mark(tabs, tabs.children[(told.options ?? []).indexOf(told.value)])
    },
  },
  several: {
    made() {
      const list = element("div", {className: "list", tabIndex: -1})
      const opened = element("details", {}, element("summary"), list)
      const control = element("div", {role: "group", chosen: []}, element("span", {className: "name"}), opened)
      control.addEventListener("focusout", ({relatedTarget}) => {
        if (!control.contains(relatedTarget)) { opened.open = false }
      })
      control.addEventListener("keydown", ({key}) => {
        if (key === "Escape") { opened.open = false; opened.firstChild.focus() }
      })
      return control
    },
    event: "change",
    done(control) {
      const checked = [...control.querySelectorAll(":checked")].map((box) => box.value)
      const before = control.chosen.filter((name) => checked.includes(name))
      return [...before, ...checked.filter((name) => !before.includes(name))]
    },
    dress(control, told, before) {
      const {value = [], options = []} = told
      control.ariaLabel = control.querySelector(".name").textContent = told.label
      control.chosen = value
      control.querySelector("summary").textContent = value.join(", ") || "–"
      if (before.options?.join("\n") !== options.join("\n")) {
        const choice = (name) => element("label", {}, element("input", {type: "checkbox", value: name}), name)
        control.querySelector(".list").replaceChildren(...options.map(choice))
      }
      for (const box of control.querySelectorAll("input")) {
        box.checked = value.includes(box.value)
        box.disabled = !box.checked && value.length >= told.most
      }
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
    if (!part.control) { return document.createElement(part.tag ?? "div") }
    const {made, event, done} = CONTROLS[part.control]
    const control = made()
    control.addEventListener(event, (happened) => {
      const told = done(control, happened)
      if (told !== undefined) { model.send_msg({key: part.key, done: told}) }
    })
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

  function handOut({file, content}) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    const address = URL.createObjectURL(new Blob([bytes]))
    element("a", {href: address, download: file}).click()
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  }

  model.on("msg:custom", handOut)
  model.on("held", draw)
  model.on("tree", () => queueMicrotask(draw))  // once all that came with it is there
  model.on("news", tell)
  await view.update_children()  // those that came while this was being made were told to nobody
  draw()
}
