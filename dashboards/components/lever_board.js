// Levers as native sliders: words follow the hand at once, Python hears of each new value.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) { made.setAttribute(name, value) }
  made.append(...children)
  return made
}

export function render({model}) {
  const board = element("div", {class: "board"})
  let rows = new Map()

  function build() {
    rows = new Map()
    board.style.setProperty("--accent", model.colour)
    const groups = Map.groupBy(model.levers, (control) => control.group)
    board.replaceChildren(...[...groups.values()].map((controls) => {
      const count = element("span", {class: "count"})
      const section = element("section", {},
        element("div", {class: "head"}, element("h3", {}, controls[0].heading), count),
        ...controls.map(row))
      section.dataset.group = controls[0].group
      return section
    }))
    show()
  }

  function row(control) {
    const id = `lever-${control.path.replaceAll(".", "-")}`
    const slider = element("input", {type: "range", id, min: 0, max: control.most, step: control.step})
    const tick = element("i", {class: "tick", title: model.words.reference})
    const value = element("output", {for: id})
    const evidence = element("span", {class: `evidence ${control.status}`, title: control.hint, tabindex: 0},
      element("i", {class: `mark ${control.status}`, "aria-hidden": "true"}), element("u", {}, control.evidence))
    const line = element("div", {class: "lever"}, element("label", {for: id}, control.label),
      element("div", {class: "track"}, slider, tick), value, evidence)
    slider.addEventListener("input", () => {
      const place = Number(slider.value)
      paint(rows.get(control.path), place)
      count()
      model.moved = {path: control.path, value: place}
    })
    rows.set(control.path, {control, line, slider, tick, value})
    return line
  }

  function paint({control, line, slider, tick, value}, place) {
    const share = (at) => `${(100 * at / control.most).toFixed(2)}%`
    const told = Math.abs(place - control.value) < 1e-9
      ? control.exactly
      : control.told[Math.round(place / control.step)]
    value.textContent = told
    slider.setAttribute("aria-valuetext", told)
    slider.style.setProperty("--filled", share(place))
    tick.style.setProperty("--at", Math.min(control.reference / control.most, 1))
    line.classList.toggle("changed", Math.abs(place - control.reference) > control.step / 100)
  }

  function count() {
    for (const section of board.children) {
      const changed = section.querySelectorAll(".lever.changed").length
      const words = changed === 1 ? model.words.one_changed : model.words.changed
      section.querySelector(".count").textContent = changed ? words.replace("#", changed) : ""
    }
  }

  // New values for the same levers: the sliders stay, so that focus and dragging are kept.
  function show() {
    board.style.setProperty("--accent", model.colour)
    for (const control of model.levers) {
      const entry = rows.get(control.path)
      entry.control = control
      const held = board.getRootNode().activeElement === entry.slider
      if (!held) {
        entry.slider.max = control.most
        entry.slider.value = control.value
      }
      paint(entry, held ? Number(entry.slider.value) : control.value)  // a slider rounds to its steps
    }
    count()
  }

  const paths = () => model.levers.map((control) => control.path + control.label).join()
  let built = ""
  model.on("levers", () => {
    if (built === paths()) { show() } else { built = paths(); build() }
  })
  model.on("colour", () => board.style.setProperty("--accent", model.colour))
  built = paths()
  build()
  return board
}
