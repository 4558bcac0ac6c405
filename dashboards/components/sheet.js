// A page's words and boxes, drawn from a tree; what is the same stays in its place, with what the
// reader opened or typed in it.

export function render({model}) {
  const elements = new Map()
  const drawn = new WeakMap()
  const held = new Map()

  function dress(element, told) {
    const before = drawn.get(element) ?? {}
    if (before.class !== told.class) { element.className = told.class ?? "" }
    if (before.style !== told.style) { element.style.cssText = told.style ?? "" }
    element.hidden = told.hidden ?? false
    if (told.html !== undefined && before.html !== told.html) { element.innerHTML = told.html }
    if (told.label !== undefined) {
      element.disabled = told.disabled ?? false
      element.textContent = told.label
    }
    drawn.set(element, told)
  }

  function made(part) {
    if (part.label === undefined) { return document.createElement("div") }
    const button = document.createElement("button")
    button.type = "button"
    button.addEventListener("click", () => model.send_msg({pressed: part.key}))
    return button
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
    const element = elements.get(part.key) ?? made(part)
    elements.set(part.key, element)
    dress(element, model.news[part.key] ?? part)
    if (part.parts) { arrange(element, part.parts) }
    return element
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
    return elementOf(model.tree)
  }

  function tell() {
    for (const [key, told] of Object.entries(model.news)) {
      const element = elements.get(key)
      if (element) { dress(element, told) }
    }
  }

  model.on("held", draw)
  model.on("tree", () => queueMicrotask(draw))  // once all that came with it is there
  model.on("news", tell)
  return draw()
}
